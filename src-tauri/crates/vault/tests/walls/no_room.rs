use vault::keyring::item::Item;
use vault::secret::Secret;
fn main() {
    let _: Option<(Secret, Item)> = None;
}
