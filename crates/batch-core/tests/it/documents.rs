//! The documents: a user finds the same in both languages, and every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// A document as far as it can be compared and followed.
#[derive(Debug, Default)]
struct Page {
    /// Level and words of each heading.
    headings: Vec<(usize, String)>,
    /// Of each row of a table: how many cells, and what stands in code.
    rows: Vec<(usize, BTreeSet<String>)>,
    /// Code blocks, without comment lines.
    blocks: Vec<String>,
    /// What stands in code, by section: before the first heading, after it, after the second, …
    code: Vec<BTreeSet<String>>,
    /// Targets of links, with their lines.
    links: Vec<(usize, String)>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut page = Self { code: vec![BTreeSet::new()], ..Self::default() };
        let mut in_block = false;
        for (n, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_block = !in_block;
                if in_block {
                    page.blocks.push(format!("{}\n", line.trim()));
                }
            } else if in_block {
                if !line.trim_start().starts_with('#') {
                    page.blocks.last_mut().unwrap().push_str(&format!("{line}\n"));
                }
            } else {
                page.read_line(n + 1, line);
            }
        }
        assert!(!in_block, "{}: a code block has no end", path.display());
        page
    }

    fn read_line(&mut self, number: usize, line: &str) {
        let level = line.len() - line.trim_start_matches('#').len();
        if level > 0 && line[level..].starts_with(' ') {
            self.headings.push((level, line[level..].trim().to_owned()));
            self.code.push(BTreeSet::new());
        }
        // Every second piece stands between backticks.
        let pieces: Vec<_> = line.split('`').collect();
        let code: BTreeSet<_> = pieces.iter().skip(1).step_by(2).map(|&piece| piece.to_owned()).collect();
        let words = pieces.iter().step_by(2).copied().collect::<Vec<_>>().join("`");
        if line.starts_with('|') {
            self.rows.push((line.matches('|').count() - line.matches("\\|").count(), code.clone()));
        }
        self.code.last_mut().unwrap().extend(code);
        let targets = words.split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned());
        self.links.extend(targets.map(|target| (number, target)));
    }

    /// The names under which its headings can be linked, as the usual hosts make them.
    fn anchors(&self) -> BTreeSet<String> {
        let mut seen = BTreeMap::<String, usize>::new();
        let anchor = |(_, words): &(usize, String)| {
            let kept = words.to_lowercase().replace(' ', "-");
            let name: String = kept.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect();
            let times = seen.entry(name.clone()).or_default();
            *times += 1;
            if *times == 1 { name } else { format!("{name}-{}", *times - 1) }
        };
        self.headings.iter().map(anchor).collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().parent().unwrap().to_owned()
}

/// The Markdown files of a folder; with `deep`, of those below it as well.
fn markdown(folder: &Path, deep: bool, found: &mut BTreeMap<PathBuf, Page>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if deep && path.is_dir() && !path.ends_with("target") {
            markdown(&path, deep, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.insert(path.strip_prefix(root()).unwrap().to_owned(), Page::read(&path));
        }
    }
}

/// Every document of the repository, by its place in it.
fn documents() -> BTreeMap<PathBuf, Page> {
    let mut found = BTreeMap::new();
    markdown(&root(), false, &mut found);
    for folder in ["docs", "crates", "configs", "examples"] {
        markdown(&root().join(folder), true, &mut found);
    }
    // What `export` may have left.
    found.retain(|path, _| !path.to_string_lossy().starts_with("batch-export"));
    found
}

/// Where a link leads that stands in a document: the file, and the heading if it names one. `None`: out of the repository.
fn destination(from: &Path, target: &str) -> Option<(PathBuf, Option<String>)> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, heading) = target.split_once('#').map_or((target, None), |(file, heading)| (file, Some(heading)));
    let mut path = if file.is_empty() { from.to_owned() } else { from.parent().unwrap().to_owned() };
    for part in Path::new(file).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{}: {target} leads out of the repository", from.display()),
            part => path.push(part),
        }
    }
    Some((path, heading.map(str::to_owned)))
}

#[test]
fn both_languages_say_the_same() {
    let documents = documents();
    let names = |language: &str| -> BTreeSet<_> {
        let folder = Path::new("docs").join(language);
        documents.keys().filter_map(|path| path.strip_prefix(&folder).ok()).map(Path::to_owned).collect()
    };
    assert_eq!(names("en"), names("zh"), "documents in docs/en and docs/zh");
    for name in names("en") {
        let [en, zh] = ["en", "zh"].map(|language| &documents[&Path::new("docs").join(language).join(&name)]);
        are_alike(en, zh, &name.display().to_string());
    }
    let [en, zh] = ["README.md", "README.zh-CN.md"].map(|name| &documents[Path::new(name)]);
    are_alike(en, zh, "README");
}

/// Heading by heading, row by row, and with the same code.
fn are_alike(en: &Page, zh: &Page, name: &str) {
    let levels = |page: &Page| page.headings.iter().map(|(level, _)| *level).collect::<Vec<_>>();
    assert_eq!(levels(en), levels(zh), "{name}: levels of the headings");
    for (n, (en, zh)) in en.rows.iter().zip(&zh.rows).enumerate() {
        assert_eq!(en, zh, "{name}: cells and code in row {} of the tables", n + 1);
    }
    assert_eq!(en.rows.len(), zh.rows.len(), "{name}: rows of the tables");
    for (en, zh) in en.blocks.iter().zip(&zh.blocks) {
        assert_eq!(en, zh, "{name}: code block");
    }
    assert_eq!(en.blocks.len(), zh.blocks.len(), "{name}: code blocks");
    for (n, (ours, theirs)) in en.code.iter().zip(&zh.code).enumerate() {
        let section = n.checked_sub(1).map_or("", |n| &en.headings[n].1);
        let differ: Vec<_> = ours.symmetric_difference(theirs).collect();
        assert!(differ.is_empty(), "{name}: code below \"{section}\" in one language only: {differ:?}");
    }
}

/// A column that is added to a table is added to each of its rows.
#[test]
fn a_table_is_as_wide_everywhere() {
    for path in documents().keys() {
        let text = fs::read_to_string(root().join(path)).unwrap();
        let mut width: Option<usize> = None;
        for (n, line) in text.lines().enumerate() {
            let line = line.trim_start();
            if !line.starts_with('|') {
                width = None;
                continue;
            }
            // What stands in code, and `\|`, is no border.
            let words: String = line.split('`').step_by(2).collect();
            let cells = words.replace("\\|", "").matches('|').count();
            assert_eq!(*width.get_or_insert(cells), cells, "{}:{}: cells of the row", path.display(), n + 1);
        }
    }
}

/// Whoever looks for a platform finds it.
#[test]
fn every_platform_is_told_of() {
    for (name, _) in crate::boundary::platforms() {
        let id = name.trim_start_matches("batch-");
        for file in ["README.md", "README.zh-CN.md", "docs/en/configuration.md", "docs/zh/configuration.md"] {
            let text = fs::read_to_string(root().join(file)).unwrap().to_lowercase();
            assert!(text.contains(id), "{file} does not know {name}");
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let documents = documents();
    for (path, page) in &documents {
        for (line, target) in &page.links {
            let Some((file, heading)) = destination(path, target) else { continue };
            let place = format!("{}:{line}: {target}", path.display());
            assert!(root().join(&file).exists(), "{place}: there is no such file");
            if let Some(heading) = heading {
                let anchors = documents.get(&file).map(Page::anchors).unwrap_or_default();
                assert!(anchors.contains(&heading), "{place}: there is no such heading, only {anchors:?}");
            }
        }
    }
}

#[test]
fn every_document_stands_in_the_contents() {
    let documents = documents();
    let contents = Path::new("docs/README.md");
    let listed: BTreeSet<_> = documents[contents]
        .links
        .iter()
        .filter_map(|(_, target)| destination(contents, target))
        .map(|(file, _)| file)
        .collect();
    for path in documents.keys().filter(|path| *path != contents) {
        assert!(listed.contains(path), "{} is not linked from {}", path.display(), contents.display());
    }
}

/// A reader of one language is led to documents of that language.
#[test]
fn a_document_links_to_its_own_language() {
    for (path, page) in documents() {
        let name = path.to_string_lossy();
        let other = match () {
            () if name == "README.md" || name.starts_with("docs/en/") => "docs/zh/",
            () if name == "README.zh-CN.md" || name.starts_with("docs/zh/") => "docs/en/",
            () => continue,
        };
        for (line, target) in &page.links {
            let led = destination(&path, target).is_some_and(|(file, _)| file.starts_with(other));
            assert!(!led, "{name}:{line}: {target}");
        }
    }
}

/// The place that a text in code names: a path in the repository, or `core: run/land.rs`.
fn place(code: &str) -> Option<PathBuf> {
    let (krate, path) = code.split_once(": ").map_or((None, code), |(krate, path)| (Some(krate), path));
    if path.contains([' ', '*', '<', '{', '"']) || path.contains("batch-acme") {
        return None;
    }
    match krate {
        Some(krate) if krate.chars().all(|c| c.is_ascii_lowercase()) => {
            Some(Path::new("crates").join(format!("batch-{krate}/src")).join(path))
        }
        Some(_) => None,
        None => ["crates/", "docs/"].iter().any(|folder| path.starts_with(folder)).then(|| path.into()),
    }
}

#[test]
fn every_place_that_a_document_names_is_there() {
    let mut seen = 0;
    for (path, page) in documents() {
        for code in page.code.iter().flatten() {
            let Some(place) = place(code) else { continue };
            seen += 1;
            assert!(root().join(place).exists(), "{}: there is no {code}", path.display());
        }
    }
    assert!(seen > 100, "only {seen} places were found");
}
