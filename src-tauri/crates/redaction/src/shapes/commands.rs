//! Passwords in commands and statements: shells, SQL, PowerShell, `.netrc`; and hashes of passwords.

use super::providers::{any, back};
use super::{Begins, Edges, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "command-password",
        label: "password",
        keywords: &["-u ", "-u=", "--user", "--proxy-user"],
        pattern: r#"(?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?([^\s:"']+:[^\s"']+)"#,
        edges: Edges::Any,
        begins: Begins::Before(1),
    },
    Rule {
        name: "secure-string",
        label: "password",
        keywords: &["convertto-securestring"],
        pattern: r#"(?i)convertto-securestring(?:\s+-[a-z]+)*\s+\\?["']?([^\s"'\\-][^\s"'\\]{3,})"#,
        edges: Edges::Any,
        begins: Begins::Keyword,
    },
    any(
        "sql-password",
        "password",
        &["identified by", "identified with"],
        r#"(?i)identified\s+(?:by|with\s+["'`]?\w+["'`]?\s+(?:by|as|using))\s+(?:password\s+)?(?:values\s+)?\\?["'`]?([^\s"'`;\\]{3,})"#,
    ),
    back(
        10,
        any(
            "sql-role-password",
            "password",
            &["login password ", "with password ", "encrypted password ", "set password", "user password "],
            r#"(?i)(?:(?:login|with|encrypted|user)\s+password\s*=?\s*|set\s+password\s+(?:for\s+\S+\s*)?=\s*(?:password\()?)["'`]?([^\s"'`;=)]{3,})"#,
        ),
    ),
    // `req.SetBasicAuth("ops", "…")`, `auth=('ops', '…')`, `http.basic_auth "ops", "…"`
    any(
        "basic-login",
        "password",
        &["basicauth(", "basic_auth", "auth=(", "getconnection("],
        r#"(?i)(?:basicauth\(|basic_auth[( ]|auth=\(|getconnection\(\s*["'][^"'\n]+["']\s*,)\s*["'][^"'\n]*["']\s*,\s*["']([^"'\n]{4,})["']"#,
    ),
    any(
        "cli-password",
        "password",
        &["docker login", "podman login", "redis-cli"],
        r#"(?:(?:docker|podman) login\s[^\n]{0,120}?-p[ =]|redis-cli\s[^\n]{0,120}?-a )["']?([^\s"'$<>-][^\s"'<>]{3,})"#,
    ),
    back(
        200,
        any(
            "piped-password",
            "password",
            &["--password-stdin"],
            r#"(?:echo|printf)(?: -n)? ["']?([^\s"'|$<>]{6,})["']?\s*\|[^|\n]{0,80}--password-stdin"#,
        ),
    ),
    // host:port:database:user:password
    back(
        80,
        any(
            "pgpass",
            "password",
            &[":5432:", ":5433:", ":6432:"],
            r"(?m)^[0-9A-Za-z.*_-]+:[0-9]{4}:[^:\s]+:[^:\s]+:([^\s:]{4,})$",
        ),
    ),
    any(
        "magento-crypt",
        "encryption key",
        &["'crypt'", "\"crypt\""],
        r#"["']crypt["']\s*(?:=>|:)\s*(?:\[|array\s*\(|\{)\s*["']key["']\s*(?:=>|:)\s*["']([0-9A-Za-z+/=]{32,})["']"#,
    ),
    any("netrc", "password", &["machine "], r"machine\s+\S+\s+login\s+\S+\s+password\s+(\S{3,})"),
    back(
        8,
        any(
            "psexec-password",
            "password",
            &["psexec", "connect-viserver", "net use", "sshpass", "mysql -", "mysqldump -"],
            r#"(?i)(?:psexec\S*\s.{0,80}?-p\s+|connect-viserver.{0,80}?-password\s+|net use\s.{0,80}?/user:\S+\s+|sshpass\s+-p\s*|mysql(?:dump)?\s+.{0,60}?-p)["']?([^\s"'$%<>-][^\s"'<>]{3,})"#,
        ),
    ),
    any(
        "openssl-password",
        "password",
        &["-passin", "-passout"],
        r#"-pass(?:in|out)[ =]["']?pass:([^\s"']{3,})"#,
    ),
    any(
        "gradle-password",
        "password",
        &["credentials {", "credentials{"],
        r#"(?s)credentials ?\{.{0,160}?password\s*[( ]["']([^"'\n]{3,})["']"#,
    ),
    any(
        "network-credential",
        "password",
        &["networkcredential(", "directoryentry("],
        r#"(?is)(?:networkcredential\(\s*"[^"\n]*"|directoryentry\(\s*"[^"\n]*"\s*,\s*@?"[^"\n]*")\s*,\s*@?"([^"\n]{3,})""#,
    ),
    any(
        "jenkins-crumb",
        "jenkins token",
        &["jenkins-crumb"],
        r#"(?i)jenkins-crumb["']?\s*[:=]\s*["']?([0-9a-f]{32,64})"#,
    ),
    any(
        "contribsys",
        "sidekiq login",
        &["contribsys"],
        r#"(?i)contribsys__com["']?\s*[:=]\s*["']?([0-9a-f]{8}:[0-9a-f]{8})"#,
    ),
    back(
        40,
        any(
            "contribsys-url",
            "sidekiq login",
            &[".contribsys.com"],
            r"//([0-9a-f]{8}:[0-9a-f]{8})@(?:gems|enterprise)",
        ),
    ),
    any(
        "bcrypt",
        "password hash",
        &[
            "$2a$",
            "$2b$",
            "$2y$",
            "$argon2",
            "$p$b",
            "pbkdf2_sha",
            "$1$",
            "$5$",
            "$6$",
            "$8$",
            "$9$",
            "$apr1$",
            "$y$",
            "$krb5",
            "{ssha",
        ],
        r"\$2[aby]\$[0-9]{2}\$[0-9A-Za-z./]{53}|\$argon2(?:id|i|d)\$[0-9A-Za-z=,$+/.-]{30,}|\$P\$B[0-9A-Za-z./]{30}|pbkdf2_sha[0-9]+\$[0-9]+\$[0-9A-Za-z+/=$]{30,}|\$(?:1|apr1)\$[0-9A-Za-z./]{1,8}\$[0-9A-Za-z./]{22}|\$[56]\$(?:rounds=[0-9]+\$)?[0-9A-Za-z./]{1,16}\$[0-9A-Za-z./]{43,86}|\$[89]\$[0-9A-Za-z./]{14}\$[0-9A-Za-z./]{43}|\$y\$[0-9A-Za-z./]+\$[0-9A-Za-z./]+\$[0-9A-Za-z./]{43}|\$krb5(?:asrep|tgs)\$[^\s\x22']{60,}|\{SSHA[0-9]*\}[0-9A-Za-z+/=]{30,}",
    ),
];
