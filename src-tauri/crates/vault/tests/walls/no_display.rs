fn display<T: std::fmt::Display>() {}
fn main() {
    display::<vault::Intake>();
    display::<vault::Offer>();
}
