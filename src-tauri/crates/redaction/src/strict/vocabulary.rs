//! The words that names of fields, elements and parts of paths are made of, at any API. A name made of anything else may be
//! what somebody keyed a map by, and is a label.
//!
//! No given name, place, month, colour or brand of goods is among them, though some would be common words: `mark`, `grant`,
//! `bill`, `may`. Where an API uses such a word, its list names the field.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Longer names, and names of more words, are no names of fields.
const LONGEST: usize = 48;
const MOST_WORDS: usize = 7;
/// Digits in all of a name: `address_1`, `oauth2`, `line_2`.
const MOST_DIGITS: usize = 2;

/// Words of names of fields, of routes, of headers, of elements and attributes.
const NAMES: &str = "\
    a abandoned abbr about absolute accept onbackorder unpaid succeeded partially accepted access account accounts acl action actions activate activated active \
    activities activity actor added additional additionally addr address addresses adjustment adjustments admin admins age agent \
    agents aggregate album alert alerts alias aliases align all allocation allow allowed alt alternate amount amounts an \
    analytics anchor and annotation annotations anonymous api apis app application applications applied apply applied approval approved apps archive \
    archived area aria array article articles aside asset assets assigned async at attachment attachments attempt \
    attempts attribute attributes audio audit auth authenticate authenticated authentication author authorization authorize \
    authorized authors auto autocomplete available avatar average avs b back backorder backorders backordered backup badge \
    balance balances banner bank banks bar barcode base basic basket batch batches bcc before begin best between bic billing \
    bin birth birthday blob block blocked blocks blog blogs blur body bold book bookmark bool boolean border both bottom \
    bounce bounced bounces box br branch brand brands browser bucket buckets budget build bulk bundle business button buttons \
    buyer buyers by bytes cache cached calendar call callback called caller camp campaign campaigns cancel canceled \
    cancellation cancelled canonical canvas cap capabilities capability capacity caption capture captured card cardholder \
    cards cart carts carrier carriers case catalog catalogs catch categories category cc cell center ceiling cert certificate \
    change changed changes channel channels char character charge chargeback charged charges charset chart chat check checked \
    checkout checkouts checksum child children choice choices cipher circle city claim claims class classes clean clear \
    click client clients clip clock clone close closed cloud code codes coding col colgroup collapse collect collected \
    collection collections color colour column columns com combined command comment comments commerce commit common \
    companies company compare complete completed component components compound condition conditions config configuration confirm confirmation \
    confirmed conflict connect connection connections consent constraint consumer contact contacts container contains content \
    contents context continue contract control controls conversation conversion conversions cookie cookies coordinates copy \
    copyright core correlation cost costs count counter countries country counts county coupon coupons courier couriers cover \
    cpu create created creation creator credential credentials credit credits cron css csv currencies currency current cursor \
    custom customer customers cvc cvv cycle d daily dashboard data database datacenter dataset date dates day days db dd de \
    deactivated dead debit debug decimal decimals decline declined default defaults defer defined defs del delay delete \
    deleted deliveries delivery deliverystats demo denied deny department dependencies deploy deployment deposit depth \
    desc description descriptions design dest destination destinations detail details dev device devices diff digest digital \
    dimension dimensions dir direction directory dirname disabled discount discounts dispatch display dispute disputed \
    disputes distance district div dl dns do doc document documents docs domain domains done download downloadable downloads \
    draft drafts drop dt due duplicate duration dynamic e each edit edited editor effective element elements else em email \
    emails embed embedded employee employees empty enable enabled encoded encoding end ended endpoint endpoints ends engine \
    enter entities entity entries entry enum env environment envelope equals error errors estimate estimated etag eval event \
    events every exact example exception exceptions exchange exclude excluded exclusive exec execute exempt exemption exists exp \
    expand expected expiration expire expired expires expiry export exports expression ext extended extension extensions \
    extent external extra facet facets factor fail failed failure failures false family faq fault faults favicon favorite \
    fax feature featured features fee feed feedback fees fetch field fields fieldset figcaption figure file filename files \
    fill filter filters final financial find finish finished first firstname fix fixed flag flags flat flow fluid fname folder \
    folders font footer for foreign form format formats formatted forms forward found fraction fragment frame framework fraud free \
    freight frequency from front fulfilled fulfillment fulfillments full fullname function fund funding future g gateway gateways \
    gender general generated generator geo geolocation get gift given global go good goods grade grand granted graph graphql \
    greater grid gross group groups gst guest guests guid handle handler handling has hash head header headers headline health \
    height help hidden hide hierarchy high highlight history hits hold holder holds home hook hooks host hostname hosts hour hours how \
    href html http https i iban icon icons id identical identification identifier identifiers identities identity idempotency \
    ids if ignore image images img immutable impersonate import imports in inactive inbound inbox include included includes inclusive income \
    incoming index indexes industry info information inherit init initial inline input inputs ins insert inserted inside \
    install installed instance instances int integer integration integrations intent intents interest interface internal \
    interval intervals into invalid inventories inventory invitation invite invoice invoices ip is iso issue issued issuer \
    issues item items iteration job jobs join js json jwks jwt keep key keys keyword keywords kind kit l label labels lang \
    language languages last lastname lat latency latest latitude layout lead leads leaf left legacy legal legend length level \
    levels li license licenses life limit limited limits line lines link linked links list lists listing listings live lname \
    load loaded loading local locale locales localized location locations lock locked log logged logger login logo logout logs \
    long longitude loop low loyalty m machine magento mail mailbox mailing main major management manager mandate mandatory manual \
    map mapping maps margin marked market marketing markets markup mask master match matched matches matching math \
    maximum me measure measurement media medium member members membership memberships memo memory menu merchant merchants merge merged message \
    messages messaging meta metadata meter method methods metric metrics mfa middle migration mime min minimum minor minute minutes \
    misc missing mobile mod modal mode model models modified module modules money monitor month monthly months more move moved \
    mp msg multi multiple multipart mutation my n name named names namespace native nav navigation negative nested net \
    network never new news newsletter next no node nodes none noscript normal normalized not note notes notice notices \
    notification notifications novalidate now null number numbers numeric o oauth object objects occurred of off offer offers office \
    offline offset ol old on once one online only op open opened operation operations operator opt optgroup option optional \
    options or order orders ordering org organic organisation organization organizations origin original os other out outbound \
    outcome outgoing output outstanding over overall overdue override overview own owned owner owners ownership p package \
    packages packaging page pages paginated pagination paging paid panel paper paragraph param parameter parameters params parcel \
    parcels parent parse part partial participant participants partner partners parts party pass passed passphrase password \
    patch path paths pattern pause paused pay payable payer payload payment payments payout payouts pdf pending per percent percentage period \
    periods permalink permission permissions permit person personal personalization personalizations persons phone phones phrase physical \
    picked picker picture pictures pin ping pixel pkg place placed placeholder plain plan plans platform play player plugin plugins point \
    points policies policy pool pop popular port portal pos position positions positive post postal postcode posted posts \
    power pragma pre precision preferred prefix premium prepaid presentation preset pretty prev preview previous price \
    prices pricing primary principal print printed priority privacy private probe problem problems proc process processed \
    processing processor product production products profile profiles profit program progress project projects promo promotion \
    promotions proof prop properties property props protected protection protocol provided provider providers proxy public \
    publish published publisher purchasable purchase purchased purchases purpose put q qty quantities quantity quarter queries query \
    question queue quota quote quoted quotes radio random range ranges rank rate rated rates ratelimit rating ratings ratio \
    raw read reader readonly ready real reason reasons receipt receipts receive received receiver recent recipient recipients \
    record records recovery rect recurring redirect redirects reduced ref reference references referral referrer refresh refund \
    refundable refunded refunds region regions register registered registration regular reject rejected rel related relation relations \
    relationship relationships relative release released relevance remaining remind reminder remote removal remove removed rendered \
    renewal renew repeat replace replaced replacement replies reply report reporting reports repository request requested \
    requester requests require required requirement requirements requires requiring res reservation reserved reset resolution \
    resolve resolved resource resources respond response responses rest restricted restriction restrictions result results \
    resume retries retry return returned returning returns revenue reverse reversed review reviewed reviewer reviews revision revisions revoke revoked \
    reward rewards rich right rights risk role roles root rotate round rounding route router routes row rows rss rule rules run \
    runs s safe salary sale sales salutation same sample sandbox save saved scale scan schedule scheduled schema schemas scheme scope \
    scopes score screen script scripts search searchable second secondary seconds secret secrets section sections secure security select \
    selected selection self sell seller sellers send sender sent sentence seo sequence serial series server service services \
    session sessions set sets setting settings settle settled settlement settlements setup severity sex shape share shared shares \
    sheet ship shipment shipments shipped shipping shop shopify shopper shops short show shown sid side sign signal signature signed signing signup silent simple \
    since single site sitemap sites size sizes skip sku skus slack slot slots slug small smtp sms snapshot snippet so social \
    sold solution some sort sorting source sources span special specific split spot src ssn stack staff stage stages standard star \
    stars start started starts stat state statement statements states static stats status statuses std step steps sticky stock \
    stop stopped storage store stored storefront stores strategy stream street string strings strong structure style styles stylesheet sub \
    subcategory subject submit submitted subscribe subscribed subscriber subscribers subscription subscriptions subtitle subtotal subtype \
    success successful suffix suggested suggestion suggestions suite sum summary super supplier suppliers support supported surcharge surname suspended \
    svg swatch switch symbol sync synced syntax sys system systems t tab table tables tag tagged tags target targets task tasks \
    tax taxable taxes taxonomy taxonomies tbody td team teams tel telephone template templates temporary tenant tenants term \
    terminal terms test tests text textarea texts tfoot th thead theme themes thread threads threshold thumbnail thumbnails ticket \
    tickets tier tiers tile time timed timeline timeout timer times timestamp timestamps timezone tip title titles tls to toggle token \
    tokens top topic topics total totals touch tr trace trace tracked tracker tracking trade traffic trait traits transaction \
    transactions transfer transfers transform transit translate translation translations transport trash tree trend trial \
    trigger triggers true trusted try tutorial two txt type types typing tz u ui uid ul unavailable unique unit units unknown \
    unlimited unlock unread unsubscribe unsubscribed until unused up update updated updates updater upgrade upload uploaded uploads upsell \
    uri uris url urls usage use used user useragent userinfo username users uses using utc utilities utility uuid v vacation \
    valid validate validation validity value values var variable variables variant variants variation variations vary vat vendor \
    vendors verification verified verify version versions vertical via vid video videos view viewed viewer viewport views virtual \
    visibility visible visit visitor visitors visits void volume voucher vouchers w waiting waitlist wallet warehouse warehouses warning warnings wbr \
    web webhook webhooks website websites week weekly weight whatsapp when where which who widget widgets width window with withdrawal \
    without word words work workflow workflows worker workspace wrapper write writer written x xhtml xml xmlns y year yearly yes yield z \
    zip zipcode zone zones \
    bigcommerce prestashop shopware squarespace wix ecwid stripe paypal adyen mollie klarna razorpay authorize braintree \
    klaviyo mailchimp brevo sendgrid mailgun postmark twilio hubspot zendesk gorgias shipstation shippo easypost aftership \
    avalara avatax taxjar xero quickbooks algolia yotpo recharge zapier google segment odoo woocommerce wordpress wp wc wpml acf \
    yoast elementor amz amzn cf gcp intuit soap xlink xsi xsd og schema dc atom rdf jsonld hreflang opengraph ga gtm utm fb \
    gclid fbclid aws s3 nel cors csp xss hsts dnt ua ch sec mtls sha md crypto nonce csrf xsrf sso saml oidc pkce sandboxed \
    vpa upi sepa ach bsb iin psp pci sca \
    forwarded cfray traceparent tracestate baggage amp apple android ios mac linux windows \
    tid fid gid cid pid oid sub aud iss iat nbf jti azp amr acr typ alg enc kid \
    lineitem lineitems orderid customerid createdat updatedat pagesize perpage pageinfo \
    abs asc backdrop bg blockquote cite datetime dfn dialog dropdown enctype fallback filtered formaction \
    framing frameborder hr iframe integrity itemid itemprop itemscope itemtype kbd marginheight marginwidth maxlength minlength \
    muted nofollow noopener noreferrer object ordered output picture poster preload progress readyfor rowspan colspan ruby samp \
    h1 h2 h3 h4 h5 h6 sandbox scrolling srcdoc srclang srcset strike summary sup tabindex track usemap wrap \
    gmt cross needs grouped livemode accepts presentment landing grams kilograms ounces myshopify iana eligible province provinces launch hints \
    embeddable templated curies increment hs hosting resets pro associated psp num segments subresource nickname mcc anchor \
    cents micros decimals refunding reseller dropship preorder restock instock outofstock bundled composed simple downloadable \
    salutation prefix middlename housenumber taxid vatid companyid externalid legalname trading incorporated turnover billable \
    unsent resend delivered opened clicked complained suppressed suppression bounced queued scheduled throttled undelivered inbound";

/// Words that are known within longer names alone: alone they may be somebody.
const WITHIN: [&str; 3] = ["max", "ray", "x"];
/// Names of two words of which one would be a person's.
const WHOLE: [&str; 6] = ["bill_to", "billto", "grant_type", "granttype", "grants", "mark_as_read"];

/// What sentences of error messages are made of beside [`NAMES`].
const PROSE: &str = "\
    able again against ago already also although always another any anyone anything anyway are as attempted attempting aren't aware away \
    bad be became because been being belong belongs below beyond but came can can't cannot cause caused come contain contained \
    contact corrupt could couldn't could've did didn't different disallowed doesn't does don't down during earlier either enough ensure \
    entered exceed exceeded exceeds excessive exist existing expecting experienced fails few following forbidden further given \
    giving greater had half has hasn't have haven't having he hello here hint however improper incorrect incorrectly insufficient \
    instead invalidated isn't it it's its itself just kindly know known lack lacks large larger later least less let like likely longer \
    look looks lost made make makes making malformed many mean might mismatch mistyped much must need needed needs neither nor \
    nothing occured ok okay omitted otherwise our ours perform performing permitted please possible present presented prevent \
    probably proper properly provide providing rather reach reached reaching refer refused rejects retrieve retrieving say says see seem \
    seems several shall should shouldn't sorry specified specify still stopped such sufficient supplied sure take taken than thank thanks \
    that that's the their them then there these they thing this those though through thus together too took unable unacceptable \
    unauthenticated unauthorised unauthorized unexpected unfortunately unless unprocessable unrecognised unrecognized \
    unsupported upon us usually very wait want wants was wasn't way we well went were weren't what while whose why will within won't \
    would wouldn't wrong you you'll you're your yours yet unverified uninstalled logging authenticating authorizing authorisation";

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| NAMES.split_whitespace().chain(WHOLE).collect());
static SAID: LazyLock<HashSet<&str>> = LazyLock::new(|| PROSE.split_whitespace().collect());

/// Is the name made of common words of APIs alone?
pub(super) fn knows(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    if KNOWN.contains(small.as_str()) {
        return true;
    }
    let fits = name.len() <= LONGEST
        && !WITHIN.contains(&small.as_str())
        && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:@$".contains(&byte))
        && name.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    if !fits {
        return false;
    }
    let mut count = 0;
    let mut parts = name.split(|char: char| !char.is_ascii_alphanumeric());
    let all = parts.all(|part| is_worded(part, &mut count));
    all && count <= MOST_WORDS
}

/// A word of a sentence, without the signs around it.
pub(super) fn says(word: &str) -> bool {
    let small = word.to_ascii_lowercase().replace('’', "'");
    SAID.contains(small.as_str())
        || word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') && knows(word)
}

/// Is it a code, put together from words of names and of messages? `UnauthorizedRequest`, `partially_paid`
pub(super) fn codes(value: &str) -> bool {
    let words = || value.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    knows(value)
        || words().count() <= MOST_WORDS && words().flat_map(humps).all(|word| word.len() > 1 && says(word))
}

/// Is it nothing, a digit, or known words one after the other, each with a digit behind it at most?
fn is_worded(part: &str, count: &mut usize) -> bool {
    let small = part.to_ascii_lowercase();
    let plain = |word: &str| {
        let bare = word.strip_suffix(|char: char| char.is_ascii_digit()).unwrap_or(word);
        // Letters one by one spell anything.
        bare.is_empty() || WITHIN.contains(&bare) || bare.len() > 1 && KNOWN.contains(bare)
    };
    if part.len() <= 1 && part.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    *count += 1;
    // `billingaddress`, `URL`, `address1`: one word to those who wrote it.
    if plain(&small) {
        return true;
    }
    let words = humps(part);
    *count += words.len() - 1;
    words.len() > 1 && words.iter().all(|word| plain(&word.to_ascii_lowercase()))
}

/// `billingAddress`, `HTTPStatus`
fn humps(part: &str) -> Vec<&str> {
    let bytes = part.as_bytes();
    let mut words = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let rises = bytes[at].is_ascii_uppercase() && !bytes[at - 1].is_ascii_uppercase();
        let falls = bytes[at].is_ascii_uppercase()
            && bytes[at - 1].is_ascii_uppercase()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        if rises || falls {
            words.push(&part[start..at]);
            start = at;
        }
    }
    words.push(&part[start..]);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_are_known_and_keys_of_maps_are_not() {
        for name in [
            "id",
            "address_1",
            "_links",
            "@type",
            "$ref",
            "billingAddress",
            "x-foo-id",
            "soap:Envelope",
            "HTTPStatus",
            "line_items",
            "getAccountForGcpRegistration",
            "access_scopes.json",
            "oauth2",
            "h1",
            "data-id",
            "X-WP-TotalPages",
            "email",
            "bill_to",
            "max_length",
        ] {
            let name = name.replace("-foo", "");
            assert!(knows(&name), "{name}");
        }
        for name in [
            "",
            "anna",
            "anna_muster",
            "annaMuster",
            "customer_anna",
            "ANNA",
            "anna@shop.example",
            "47",
            "4711",
            "customer4711",
            "order_20261123",
            "+49",
            "customer47",
            "a_n_n_a",
            "max",
            "_",
            "-",
            "Anna Muster",
            "summer2026",
            "mark",
            "grant",
            "bill",
            "may",
            "berlin",
            "hiv",
            "positiveHiv",
            "id_id_id_id_id_id_id_id",
            "a1b2c3",
            "Größe",
        ] {
            assert!(!knows(name), "{name}");
        }
    }

    #[test]
    fn no_word_is_written_so_that_it_is_never_found() {
        for word in NAMES.split_whitespace().chain(WHOLE).chain(PROSE.split_whitespace()) {
            assert_eq!(word, word.to_ascii_lowercase(), "names are compared in small letters");
        }
    }

    #[test]
    fn words_of_sentences_are_no_names() {
        for word in ["Sorry", "can't", "API", "wrong", "read-only"] {
            assert!(says(word), "{word}");
        }
        for word in ["Anna", "muster", "4711", "can't-anna", "Will-Anna"] {
            assert!(!says(word), "{word}");
        }
    }
}
