//! Checks the address of a site or of a host.

/// Returns a base address without a final `/`, or why it is not one: it must be absolute, end with its path, and have only
/// a host and a port before that.
pub fn base_url(url: &str) -> Result<String, String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            Err("the address has no host, such as example.org".into())
        }
        Some(_) if url.contains(['?', '#', ' ', '"', '<', '>']) || url.chars().any(char::is_control) => {
            Err("only the start of an address: no `?`, no `#`, no space".into())
        }
        Some(rest) => match wrong_host(rest.split('/').next().unwrap_or_default()) {
            Some(why) => Err(why.into()),
            None => Ok(url.trim_end_matches('/').to_owned()),
        },
        None => Err("expected an address that starts with https:// or http://".into()),
    }
}

/// Returns what is wrong with the host of an address and what is around it (RFC 3986, section 3.2).
fn wrong_host(authority: &str) -> Option<&'static str> {
    if authority.contains('@') {
        return Some("a user name or password would be published: write the address without it");
    }
    // An address of IPv6 is in brackets, so its colons are no port.
    let (host, rest) = match authority.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((host, rest))) => (if is_ipv6(host) { host } else { "[" }, rest),
        Some(None) => ("[", ""),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = rest.strip_prefix(':');
    if host.is_empty() {
        Some("the address has no host, such as example.org")
    } else if host.contains(['[', ']', '\\', '^', '`', '{', '|', '}']) {
        Some("the host is not valid: write it like example.org, or [2001:db8::1]")
    } else if !rest.is_empty() && port.is_none_or(|port| port.parse::<u16>().is_err()) {
        Some("the port is not a number from 0 to 65535")
    } else {
        None
    }
}

/// Reports whether a host looks like an address of IPv6, without its brackets.
pub fn is_ipv6(host: &str) -> bool {
    host.matches(':').count() > 1 && host.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b))
}

/// Reports whether what is sent to an address cannot be read on the way: it is HTTPS, or stays on this computer (loopback: RFC
/// 1122, section 3.2.1.3; RFC 4291, section 2.5.3; RFC 6761, section 6.3).
pub fn is_secure(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return url.starts_with("https://") };
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { host } else { authority }
    });
    let parts: Vec<&str> = host.split('.').collect();
    let is_ipv4 = parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok());
    host == "localhost" || host == "[::1]" || is_ipv4 && parts[0] == "127"
}

#[cfg(test)]
mod tests {
    use super::is_secure;

    #[test]
    fn only_this_computer_is_reached_without_encryption() {
        for url in
            ["https://s3.example.org", "http://localhost:9000", "http://127.0.0.1", "http://[::1]:80/x"]
        {
            assert!(is_secure(url), "{url}");
        }
        for url in [
            "http://example.org",
            "http://127.0.0.1.example.org",
            "http://127.evil.org",
            "http://localhost.example.org",
        ] {
            assert!(!is_secure(url), "{url}");
        }
    }
}
