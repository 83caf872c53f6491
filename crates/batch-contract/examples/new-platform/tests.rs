//! What cannot be is said in a sentence; and what is made builds, fits in and passes its own tests.

use super::make::Wanted;

fn wanted(id: &str) -> Result<Wanted, String> {
    Wanted::new(id.to_owned(), None, None, None)
}

#[test]
fn what_cannot_be_is_said_in_a_sentence() {
    let with = |name: Option<&str>, base_url: Option<&str>, key_var: Option<&str>| {
        Wanted::new("acme".to_owned(), name.map(Into::into), base_url.map(Into::into), key_var.map(Into::into))
    };
    for (made, said) in [
        (wanted(""), "2 to 20 lower-case letters"),
        (wanted("Acme"), "2 to 20 lower-case letters"),
        (wanted("01ai"), "a letter first"),
        (wanted("a-b"), "2 to 20 lower-case letters"),
        (wanted("profile"), "the type would be called Profile"),
        (wanted("self"), "the type would be called Self"),
        (with(Some("A \"B\""), None, None), "cannot be the name"),
        (with(None, Some("http://api.acme.example/v1"), None), "cannot be the address"),
        (with(None, Some("https://api.acme.example/v1/"), None), "cannot be the address"),
        (with(None, Some("https://api.acme.example/v1/chat/completions"), None), "cannot be the address"),
        (with(None, None, Some("acme key")), "cannot be a key variable"),
    ] {
        let sentence = made.unwrap_err();
        assert!(sentence.contains(said) && !sentence.contains('\n'), "{sentence}");
    }
    assert!(with(Some("艾克美"), Some("http://127.0.0.1:8000"), Some("KEY_2")).is_ok());
}

#[test]
fn a_name_that_is_taken_is_refused_and_nothing_is_written() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for id in ["kimi", "core", "openai"] {
        let sentence = wanted(id).unwrap().make(&root).unwrap_err();
        assert!(sentence.contains("is taken: there is crates/batch-"), "{sentence}");
    }
}

#[cfg(unix)]
mod made;
