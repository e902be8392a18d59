//! Credentials: from the environment, or the file where a vendor's own program keeps them. They are never settings.

use std::env;
use std::fs;
use std::path::PathBuf;

use rusty_s3::Credentials;

use crate::error::Error;

/// Returns a variable of the environment that is not empty.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Returns the secret in a variable of the environment. Fails with how to set it.
pub fn needed(name: &str, destination: &str, what: &str) -> Result<String, Error> {
    variable(name).ok_or_else(|| {
        Error::refused(
            destination,
            format!("needs {what}: set the environment variable {name}, and never write it in site.toml"),
        )
    })
}

/// Returns what a host says, for a message: on one line, not too long, and without the secret that was sent to it.
pub fn without(secret: &str, message: &str) -> String {
    /// The longest message, in characters.
    const MAX_MESSAGE: usize = 300;
    let message = message.replace(secret, "…").replace(|c: char| c.is_control(), " ");
    message.chars().take(MAX_MESSAGE).collect::<String>().trim().to_owned()
}

/// Returns the credentials for S3: those of the environment, else those of a profile in the files that Amazon's own programs use.
pub fn for_s3(destination: &str) -> Result<Credentials, Error> {
    if let (Some(key), Some(secret)) = (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        return Ok(credentials(key, secret, variable("AWS_SESSION_TOKEN")));
    }
    let profile = variable("AWS_PROFILE").unwrap_or_else(|| "default".into());
    let home = variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from);
    let default = || Some(home?.join(".aws").join("credentials"));
    let file = variable("AWS_SHARED_CREDENTIALS_FILE").map(PathBuf::from).or_else(default);
    let text = file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
    profile_of(&text, &profile).ok_or_else(|| {
        let why = format!(
            "needs credentials: set the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
             or add the profile [{profile}] to ~/.aws/credentials"
        );
        Error::refused(destination, why)
    })
}

fn credentials(key: String, secret: String, token: Option<String>) -> Credentials {
    match token {
        Some(token) => Credentials::new_with_token(key, secret, token),
        None => Credentials::new(key, secret),
    }
}

/// Returns the credentials of a profile in a file of `key = value` lines below `[profile]` lines.
fn profile_of(text: &str, profile: &str) -> Option<Credentials> {
    let header = format!("[{profile}]");
    let mut lines = text.lines().map(str::trim).skip_while(|line| *line != header).skip(1);
    let own: Vec<(&str, &str)> = lines
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim()))
        .collect();
    let value = |name: &str| own.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    let token = value("aws_session_token");
    Some(credentials(value("aws_access_key_id")?, value("aws_secret_access_key")?, token))
}

#[cfg(test)]
mod tests {
    use super::profile_of;

    const FILE: &str = "[default]\naws_access_key_id = A\naws_secret_access_key=B=\n\n[other]\n# a comment\n\
                        aws_access_key_id=C\naws_secret_access_key = D\naws_session_token = E\n[empty]\n";

    #[test]
    fn a_profile_has_its_own_lines() {
        let read = |profile| {
            profile_of(FILE, profile)
                .map(|it| (it.key().to_owned(), it.secret().to_owned(), it.token().map(str::to_owned)))
        };
        assert_eq!(read("default"), Some(("A".into(), "B=".into(), None)));
        assert_eq!(read("other"), Some(("C".into(), "D".into(), Some("E".into()))));
        assert_eq!(read("empty"), None);
        assert_eq!(read("missing"), None);
    }
}
