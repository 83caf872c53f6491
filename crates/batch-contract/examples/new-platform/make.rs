//! What is written: the files of `template/`, with other names in them.

use std::fs;
use std::io::Write;
use std::path::Path;

use url::Url;

/// The crate's files; of the code, nothing else.
const CRATE: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("template/Cargo.toml")),
    ("src/lib.rs", LIB),
    ("src/main.rs", include_str!("template/main.rs")),
    ("models.json", include_str!("template/models.json")),
    ("simulated.json", include_str!("template/simulated.json")),
    ("tests/contract.rs", include_str!("template/contract.rs")),
];
const LIB: &str = include_str!("template/lib.rs");
const CONFIG: &str = include_str!("template/config.json");

/// A platform that somebody wants a crate for.
#[derive(Debug)]
pub struct Wanted {
    id: String,
    name: String,
    base_url: String,
    /// What the address ends with, from its first slash on.
    base_path: String,
    key_var: String,
}

/// `acme` as a type's name: `Acme`.
fn capital(id: &str) -> String {
    let (first, rest) = id.split_at(id.len().min(1));
    first.to_uppercase() + rest
}

impl Wanted {
    /// Fills in what is not given.
    ///
    /// # Errors
    /// A sentence that says what cannot be.
    pub fn new(
        id: String,
        name: Option<String>,
        base_url: Option<String>,
        key_var: Option<String>,
    ) -> Result<Self, String> {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !(2..=20).contains(&id.len()) || !id.chars().all(letters) || id.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(format!("{id:?} cannot be the id: 2 to 20 lower-case letters and digits, a letter first."));
        }
        if LIB.replace("Acme", "").split(|c: char| !c.is_alphanumeric()).any(|word| word == capital(&id)) {
            return Err(format!("{id:?} cannot be the id: the type would be called {}, as another.", capital(&id)));
        }
        let name = name.unwrap_or_else(|| capital(&id));
        if name.trim().is_empty() || name.len() > 40 || name.contains(['"', '\\']) || name.contains(char::is_control) {
            return Err(format!("{name:?} cannot be the name: 1 to 40 bytes without quotes and backslashes."));
        }
        let key_var = key_var.unwrap_or_else(|| id.to_uppercase() + "_API_KEY");
        let capitals = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if !key_var.starts_with(|c: char| c.is_ascii_uppercase()) || !key_var.chars().all(capitals) {
            return Err(format!("{key_var:?} cannot be a key variable: capital letters, digits and `_`."));
        }
        let base_url = base_url.unwrap_or_else(|| format!("https://api.{id}.example/v1"));
        let Some(base_path) = path_of(&base_url) else {
            return Err(format!(
                "{base_url:?} cannot be the address: `https://`, a host, and what stands before `/chat/completions`."
            ));
        };
        Ok(Self { id, name, base_url, base_path, key_var })
    }

    /// Writes all files below the repository's root; says which.
    ///
    /// # Errors
    /// A sentence: the name is taken, or the disk's word.
    pub fn make(&self, root: &Path) -> Result<Vec<String>, String> {
        let id = &self.id;
        let config = format!("configs/batch_config_{id}.json");
        let krate = format!("crates/batch-{id}");
        if let Some(taken) = [&krate, &config].into_iter().find(|path| root.join(path).exists()) {
            return Err(format!("{id:?} is taken: there is {taken} already."));
        }
        let mut files: Vec<_> = CRATE.iter().map(|(name, text)| (format!("{krate}/{name}"), self.fill(text))).collect();
        files.push((config, self.fill(CONFIG)));
        let keys = fs::read_to_string(root.join(".env.example")).map_err(|e| format!(".env.example: {e}"))?;
        if !keys.contains(&format!("{}=", self.key_var)) {
            let own = format!("\n# {}\n{}=your_{id}_api_key\n", self.name, self.key_var);
            files.push((".env.example".to_owned(), keys + &own));
        }
        for (path, text) in &files {
            write(&root.join(path), text).map_err(|e| format!("{path}: {e}"))?;
        }
        Ok(files.into_iter().map(|(path, _)| path).collect())
    }

    /// What is left to do, for the developer's eyes.
    pub fn rest(&self, root: &Path) -> String {
        let mut rest = include_str!("template/rest.txt").trim_end().replace("acme", &self.id);
        let preset = format!("crates/batch-openai/presets/{}.json", self.id);
        if root.join(&preset).exists() {
            rest += &format!("\nNote: there is {preset}. If batch-openai does with it, this crate need not be.");
        }
        rest
    }

    fn fill(&self, template: &str) -> String {
        let own = [
            ("https://api.acme.example/v1", self.base_url.clone()),
            (r#""base_path": "/v1""#, format!(r#""base_path": "{}""#, self.base_path)),
            ("Acme AI", self.name.clone()),
            ("ACME_API_KEY", self.key_var.clone()),
            ("ACME", self.id.to_uppercase()),
            ("Acme", capital(&self.id)),
            ("acme", self.id.clone()),
        ];
        let (mut filled, mut rest) = (String::new(), template);
        while let Some(c) = rest.chars().next() {
            let found = own.iter().find(|(word, _)| rest.starts_with(word));
            let (word, own) = found.map_or((c.len_utf8(), c.to_string()), |(word, own)| (word.len(), own.clone()));
            filled.push_str(&own);
            rest = &rest[word..];
        }
        filled
    }
}

/// The path of an address that a config would take, without a slash at its end.
fn path_of(base_url: &str) -> Option<String> {
    let url = Url::parse(base_url).ok()?;
    let is_near = matches!(url.host_str()?, "127.0.0.1" | "localhost");
    let is_plain = url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
    let is_path = !base_url.ends_with('/') && !url.path().ends_with("/completions");
    let fits = (url.scheme() == "https" || is_near) && is_plain && is_path && !base_url.contains(['"', '\\', ' ']);
    fits.then(|| url.path().trim_end_matches('/').to_owned())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create(path)?.write_all(text.as_bytes())
}
