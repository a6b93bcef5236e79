fn debug<T: std::fmt::Debug>() {}
fn main() {
    debug::<vault::Intake>();
    debug::<vault::Offer>();
    debug::<vault::KeyFile>();
    debug::<vault::BulkFile>();
    debug::<vault::Vault>();
}
