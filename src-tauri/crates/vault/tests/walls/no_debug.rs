fn debug<T: std::fmt::Debug>() {}
fn main() {
    debug::<vault::Intake>();
    debug::<vault::Offer>();
    debug::<vault::KeyFile>();
    debug::<vault::BulkFile>();
    debug::<vault::Vault>();
    debug::<vault::KeysFile>();
    debug::<vault::KeySeeker>();
    debug::<vault::RackSeeker>();
    debug::<vault::RackMasker>();
    debug::<vault::SeekRoom>();
}
