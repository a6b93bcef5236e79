fn clone<T: Clone>() {}
fn main() {
    clone::<vault::Intake>();
    clone::<vault::Offer>();
    clone::<vault::KeyFile>();
    clone::<vault::BulkFile>();
    clone::<vault::KeysFile>();
    clone::<vault::KeySeeker>();
    clone::<vault::RackSeeker>();
    clone::<vault::RackMasker>();
    clone::<vault::SeekRoom>();
}
