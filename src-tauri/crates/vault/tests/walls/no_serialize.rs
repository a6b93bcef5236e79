fn serialize<T: serde::Serialize>() {}
fn main() {
    serialize::<vault::Intake>();
    serialize::<vault::Offer>();
    serialize::<vault::KeyFile>();
    serialize::<vault::BulkFile>();
    serialize::<vault::Vault>();
}
