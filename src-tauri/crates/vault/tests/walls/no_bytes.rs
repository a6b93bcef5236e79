fn bytes<T: AsRef<[u8]>>() {}
fn text<T: AsRef<str>>() {}
fn into<T: Into<Vec<u8>>>() {}
fn main() {
    bytes::<vault::Intake>();
    text::<vault::Intake>();
    into::<vault::Intake>();
    into::<vault::Offer>();
}
