//! Links that may do something when they are opened: shops and their plugins act on plain links.
//!
//! The names are those of WordPress and WooCommerce with its usual plugins, Shopify, Magento, BigCommerce, PrestaShop, Shopware
//! and OpenCart, as their own routes and templates write them. A page that is left alone by mistake is named as not read;
//! a cart that is emptied by mistake cannot be filled again, so the lists are generous.

use percent_encoding::percent_decode_str;
use url::Url;

/// A folder or file of the path that acts, without its ending (`.php`, `.html`, `.aspx`), with `-` for `_`; also part of a
/// value that names a route: `?route=account/logout`.
const SEGMENTS: &str = "\
    logout log-out logoff log-off signout sign-out customer-logout user-logout ajax-logout mylogout logmeout login log-in \
    signin sign-in loginpost login-post unsetcookie unsubscribe opt-out optout subscribe newsletter-subscribe \
    delete destroy remove removeall remove-all clear clearall clear-all empty emptycart empty-cart clear-cart clearcart add addall \
    add-to-cart addtocart add-to-bag add-to-basket addtobasket add-to-wishlist addtowishlist add-to-compare addtocompare \
    add-article addarticle add-by-number addproduct add-product remove-item removeitem delete-item deleteitem \
    ajaxdeletearticlecart ajaxaddarticlecart deletearticle quick-order quickadd buy-now buynow reorder order-again \
    order-reorder repeat-order updatepost editpost deletepost createpost couponpost estimatepost estimateupdatepost \
    forgotpasswordpost changeitemqty updateitemoptions updateitemqty cart-change change-quantity cancel cancel-order \
    cancel-subscription deactivate activate confirm verify approve disapprove vote unvote like unlike follow unfollow \
    checkout checkouts onepage express-checkout delete-payment-method set-default-payment-method add-payment-method \
    discount wc-api wp-login wp-admin wp-cron xmlrpc admin-ajax admin-post wp-comments-post wp-trackback trackback wp-signup wp-activate \
    wp-mail uninstall install upgrade admin administrator setdefault set-default switch switchcurrency report-abuse download-file \
    cron purge flush reindex rebuild";

/// Names of a query that act whatever their value is, written likewise.
const NAMES: &str = "\
    action do op task cmd act event-action add delete del remove logout mylogout customer-logout unsubscribe subscribe \
    wc-ajax wc-api wpnonce wp-nonce nonce security form-key uenc csrf csrf-token csrftoken xsrf-token token static-token \
    sectoken order-again reorder pay-for-order download-file switch-subscription change-subscription-to \
    subscription-renewal-early resubscribe doing-wp-cron replytocom approve trash untrash spam unspam vote rating-submit \
    confirm activate verify reset-password rp-key setcurrency id-currency coupon coupon-code discount-code adddiscount \
    deletediscount deletepicture loggedout switch-to remove-compare add-compare qty-add ajax-add";

/// Beginnings of such names.
const BEGINNINGS: [&str; 14] = [
    "add-to-",
    "addto",
    "add-item",
    "remove-",
    "delete",
    "submit",
    "cancel-",
    "undo-",
    "empty-",
    "clear-",
    "apply-",
    "unsubscribe",
    "wc-ajax",
    "logout",
];

/// Endings of files that answer like a folder.
const ENDINGS: [&str; 10] =
    [".php", ".html", ".htm", ".asp", ".aspx", ".jsp", ".do", ".cgi", ".action", ".js"];

/// Whether opening an address may do something.
pub(super) fn is_deed(url: &Url) -> bool {
    let mut segments = url.path_segments().into_iter().flatten().map(plain);
    let names = || url.query_pairs().map(|(name, _)| written(&name));
    let values = || url.query_pairs().map(|(_, value)| plain(&value));
    segments.any(|segment| acts(&segment))
        || is_filled_cart(url)
        || names().any(|name| {
            is_among(NAMES, &name) || BEGINNINGS.iter().any(|start| name.starts_with(start))
        })
        || values().any(|value| value.split(['/', ',']).any(acts))
        // Whoever writes `?logout` may also write `?wpaction=logout`.
        || plain(url.query().unwrap_or_default()).contains("logout")
}

fn acts(segment: &str) -> bool {
    let bare = ENDINGS.iter().find_map(|ending| segment.strip_suffix(ending)).unwrap_or(segment);
    let is_script = segment == "cart.php" || segment == "wishlist.php";
    is_script || is_among(SEGMENTS, &written(bare))
}

/// Shopify's links that fill a cart: `/cart/40001:2,40002:1`.
fn is_filled_cart(url: &Url) -> bool {
    let mut segments = url.path_segments().into_iter().flatten();
    let after = segments.find(|segment| *segment == "cart").and_then(|_| segments.next());
    after.is_some_and(|items| {
        let items = plain(items);
        items.starts_with(|char: char| char.is_ascii_digit()) && items.contains(':')
    })
}

/// In small letters and without percent signs.
fn plain(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().to_lowercase()
}

/// As the lists write it.
fn written(name: &str) -> String {
    let small = name.to_lowercase().replace('_', "-");
    small.trim_matches('-').trim_end_matches("[]").to_owned()
}

fn is_among(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(path: &str) -> bool {
        is_deed(&Url::parse(&format!("https://shop.example{path}")).expect("an address"))
    }

    #[test]
    fn what_shops_write_is_left_alone() {
        for path in [
            // Anywhere.
            "/logout",
            "/logout.php",
            "/%6Cogout",
            "/user/Sign_Out.aspx",
            "/delete.php?id=1",
            "/x?action=logout",
            "/x?delete=1",
            "/x?next=logout",
            "/newsletter/unsubscribe?e=1",
            "/unsubscribe.html",
            // WordPress, WooCommerce and plugins.
            "/wp-login.php?x=1",
            "/wp-admin/",
            "/wp-comments-post.php",
            "/?wc-ajax=add_to_cart",
            "/?wc-api=wc_gateway",
            "/wc-api/v3/",
            "/?add-to-cart=5",
            "/x?Add-To-Cart=1",
            "/cart?remove_item=a1",
            "/cart/?undo_item=a1&_wpnonce=b2",
            "/my-account/?_wpnonce=b2",
            "/my-account/customer-logout/",
            "/cart/?order_again=12",
            "/cart/?remove_coupon=x",
            "/?add_to_wishlist=3",
            "/?remove_from_wishlist=3",
            "/checkout/order-pay/12/?pay_for_order=true",
            "/my-account/delete-payment-method/3/",
            "/?cancel_order=true&order=x",
            "/?change_subscription_to=cancelled",
            // Shopify.
            "/cart/add?id=1",
            "/cart/add.js",
            "/cart/change?line=1&quantity=0&x=add",
            "/cart/clear",
            "/cart/40001:2",
            "/cart/40001%3A2",
            "/account/logout",
            "/discount/SUMMER",
            "/checkouts/cn/1",
            // Magento.
            "/checkout/cart/add/uenc/a/",
            "/sales/order/reorder/order_id/1/",
            "/wishlist/index/remove/item/1/",
            "/catalog/product_compare/clear/",
            "/customer/account/logoutSuccess/?logout",
            "/checkout/cart/updatePost/",
            "/stores/store/redirect?uenc=a",
            "/customer/address/delete/id/1/",
            "/x?form_key=a",
            // BigCommerce.
            "/cart.php?action=add&product_id=1",
            "/login.php?action=logout",
            "/wishlist.php?action=add",
            // PrestaShop.
            "/index.php?mylogout=",
            "/panier?add=1&id_product=1&token=a",
            "/commande?submitReorder=&id_order=1",
            "/cart?deleteDiscount=2",
            "/?controller=cart&op=up",
            // Shopware.
            "/checkout/line-item/delete/a",
            "/checkout/product/add-by-number",
            "/wishlist/add/a",
            "/newsletter-subscribe?em=a",
            "/account/ajax_logout",
            "/note/delete/id/1",
            "/compare/add_article/articleID/1",
            // OpenCart.
            "/index.php?route=account/logout",
            "/index.php?route=checkout%2Fcart%2Fadd",
        ] {
            assert!(is(path), "{path}");
        }
    }

    #[test]
    fn ordinary_addresses_are_no_deeds() {
        for path in [
            "/",
            "/how-to-add-a-sleeve",
            "/product/remover-of-stains",
            "/shop?orderby=price&paged=2",
            "/collections/all?sort_by=title",
            "/actions/summer",
            "/cart",
            "/cart/",
            "/products/tea.html?variant=40001",
            "/blog/unsubscribing-from-everything",
            "/catalogsearch/result/?q=tea",
            "/index.php?route=product/category&path=20",
            "/main.js?ver=6.4.1",
            "/a.css?v=1700000000",
            "/wp-content/plugins/logout-button/a.css",
            "/account",
            "/deleted-scenes",
            "/collections/adds",
        ] {
            assert!(!is(path), "{path}");
        }
    }
}
