fn clone<T: Clone>() {}
fn main() {
    clone::<vault::Intake>();
    clone::<vault::Offer>();
    clone::<vault::KeyFile>();
    clone::<vault::BulkFile>();
}
