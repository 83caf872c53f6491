//! What every page of ours is that stands alone: a template filled, one scope of scripts, and a policy that takes nothing else.

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};

use super::html::Escaped;

/// A page's own parts.
#[derive(Debug, Clone, Copy)]
pub struct Shell {
    /// HTML in which `{{name}}` stands for what is filled in; `policy`, `style` and `script` are filled in here.
    pub template: &'static str,
    /// The style sheet.
    pub style: &'static str,
    /// Scripts that share one scope, in their order.
    pub scripts: &'static [&'static str],
}

impl Shell {
    /// Writes the page; `fill` writes what stands for a name, safely.
    ///
    /// # Errors
    /// The writer's.
    pub fn write<W: Write>(&self, to: &mut W, mut fill: impl FnMut(&str, &mut W) -> io::Result<()>) -> io::Result<()> {
        let (style, script) = (lines(self.style), lines(&scope(self.scripts)));
        let mut rest = self.template;
        while let Some((before, after)) = rest.split_once("{{") {
            to.write_all(lines(before).as_bytes())?;
            let Some((name, after)) = after.split_once("}}") else { break };
            match name {
                "policy" => write!(to, "{}", Escaped(&policy(&style, &script)))?,
                "style" => to.write_all(style.as_bytes())?,
                "script" => to.write_all(script.as_bytes())?,
                name => fill(name, to)?,
            }
            rest = after;
        }
        to.write_all(lines(rest).as_bytes())
    }
}

/// Nothing but this very style sheet and script, and no network at all.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

fn scope(scripts: &[&str]) -> String {
    format!("(() => {{\n\"use strict\";\n{}\n}})();\n", scripts.join("\n"))
}

/// Line ends as a browser sees them when it takes the hash, also if the source was checked out with others.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
