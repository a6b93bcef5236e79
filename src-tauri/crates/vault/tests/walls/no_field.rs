fn of_intake(intake: vault::Intake) {
    let _ = intake.value;
}
fn of_offer(offer: vault::Offer) {
    let _ = offer.value;
}
fn main() {}
