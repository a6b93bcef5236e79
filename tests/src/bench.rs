//! What the benches share: medians, and figures beside their goals.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

/// The middle of some measurements.
///
/// # Panics
/// When there is none, or one is no number.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// `figure NAME VALUE UNIT goal <= GOAL met|short`, as `cargo xtask bench` reads it.
#[must_use]
pub fn figure(name: &str, value: f64, unit: &str, at_most: f64) -> String {
    // What is printed is what is judged.
    let value = (value * 1000.0).round() / 1000.0;
    let verdict = if value <= at_most { "met" } else { "short" };
    format!("figure {name} {value} {unit} goal <= {at_most} {verdict}")
}

/// One line of a table: the name, its median, and all measurements from least to most.
pub fn line(name: &str, values: &[f64], unit: &str) {
    let mut sorted = values.to_vec();
    sorted.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
    let (least, most) =
        (sorted.first().copied().unwrap_or_default(), sorted.last().copied().unwrap_or_default());
    println!(
        "{name:<34} median {:>9.2} {unit:<3} least {least:>9.2}  most {most:>9.2}  of {}",
        median(values),
        values.len()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_stand_in_the_middle() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_figure_says_whether_its_goal_was_met() {
        assert_eq!(figure("start_ratio", 1.3104, "x", 1.5), "figure start_ratio 1.31 x goal <= 1.5 met");
        assert_eq!(figure("start_ratio", 1.51, "x", 1.5), "figure start_ratio 1.51 x goal <= 1.5 short");
        assert_eq!(figure("start_ratio", 1.5004, "x", 1.5), "figure start_ratio 1.5 x goal <= 1.5 met");
    }
}
