fn serialize<T: serde::Serialize>() {}
fn main() {
    serialize::<vault::Intake>();
    serialize::<vault::Offer>();
    serialize::<vault::KeyFile>();
    serialize::<vault::BulkFile>();
    serialize::<vault::Vault>();
    serialize::<vault::KeysFile>();
    serialize::<vault::KeySeeker>();
    serialize::<vault::RackSeeker>();
    serialize::<vault::RackMasker>();
    serialize::<vault::SeekRoom>();
}
