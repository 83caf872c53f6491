//! An answer inside a document: what it says stays, but no line of it becomes a part of the document's own structure. Its
//! headings stand below the document's, its HTML is text, and a code block that it leaves open ends with it.
//!
//! Renderers differ in what they take for a heading, so a line is judged by how it looks and not by where it stands: in a
//! list, a quotation or a code block as anywhere else.

/// Levels that the document keeps for itself.
const OWN: usize = 3;
/// The deepest heading there is.
const DEEPEST: usize = 6;

/// An answer's Markdown, made a part of a document.
#[must_use]
pub fn demote(text: &str) -> String {
    // Half of a line's end is one, too.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = Vec::new();
    let mut fence: Option<Fence<'_>> = None;
    let mut after_text = false;
    for line in text.split('\n') {
        lines.push(inline(&heading(line, after_text)));
        after_text = !unquoted(line).is_empty();
        fence = match fence {
            Some(open) if open.is_closed_by(line) => None,
            None => Fence::opened_by(line),
            open => open,
        };
    }
    lines.extend(fence.map(|open| format!("{}{}", open.room, open.run)));
    lines.join("\n")
}

/// A text without HTML: `<` where a tag could begin is `&lt;`.
#[must_use]
pub fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        out.push_str(before);
        out.push_str(if tag { "&lt;" } else { "<" });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A line that is no heading of the document's levels: `# x` is moved down, `#x`, which only some take for one, and a line
/// of `=` or `-` under a text get a backslash.
fn heading(line: &str, after_text: bool) -> String {
    let body = unquoted(line);
    if after_text && !body.is_empty() && (body.bytes().all(|b| b == b'=') || body.bytes().all(|b| b == b'-')) {
        return line.replacen(body, &format!("\\{body}"), 1);
    }
    let rest = line.trim_start_matches(is_mark);
    let marks = &line[..line.len() - rest.len()];
    let level = rest.len() - rest.trim_start_matches('#').len();
    // `1#` is a name, `1. #` a heading in a list.
    if level == 0 || level > DEEPEST || !(marks.is_empty() || marks.ends_with(|c: char| c.is_whitespace() || c == '>'))
    {
        return line.to_owned();
    }
    let text = &rest[level..];
    match text.starts_with(|c: char| !c.is_whitespace()) {
        true => format!("{marks}\\{rest}"),
        false => format!("{marks}{}{text}", "#".repeat((level + OWN).min(DEEPEST))),
    }
}

/// A line without room around it and without marks of quotations.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || c == '>').trim_end()
}

/// What may stand before a heading on its line: room, and the marks of quotations and lists.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_digit() || matches!(c, '>' | '-' | '*' | '+' | '.' | ')')
}

/// An open code block.
struct Fence<'a> {
    room: &'a str,
    run: &'a str,
}

impl<'a> Fence<'a> {
    fn opened_by(line: &'a str) -> Option<Self> {
        let fence = Self::begun_by(line);
        let info = &line[fence.room.len() + fence.run.len()..];
        (fence.run.len() >= 3 && !(fence.run.starts_with('`') && info.contains('`'))).then_some(fence)
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let fence = Fence::begun_by(line);
        fence.run.starts_with(self.run) && line.trim() == fence.run
    }

    fn begun_by(line: &'a str) -> Self {
        let rest = line.trim_start();
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| rest.len() - rest.trim_start_matches(mark).len());
        Self { room: &line[..line.len() - rest.len()], run: &rest[..length] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_a_heading_of_the_document() {
        for (said, becomes) in [
            ("# 患者2", "#### 患者2"),
            ("## Prompt 2", "##### Prompt 2"),
            ("###### 深", "###### 深"),
            ("   # 患者2", "   #### 患者2"),
            ("- # 患者2", "- #### 患者2"),
            ("> 1. ## 患者2", "> 1. ##### 患者2"),
            ("#患者2", "\\#患者2"),
            ("#", "####"),
            ("1#楼", "1#楼"),
            ("1# 楼", "1# 楼"),
            ("C# 与 #标签", "C# 与 #标签"),
            ("患者2\n===", "患者2\n\\==="),
            ("患者2\n  --- ", "患者2\n  \\--- "),
            ("> 患者2\n> -", "> 患者2\n> \\-"),
            ("一\n\n---\n\n二", "一\n\n---\n\n二"),
            ("一\r# 患者2\r\n二", "一\n#### 患者2\n二"),
            ("<h1>患者2</h1><!-- x", "&lt;h1>患者2&lt;/h1>&lt;!-- x"),
            ("血压 <140，a < b", "血压 <140，a < b"),
            ("- 列表\n- **重点**", "- 列表\n- **重点**"),
        ] {
            assert_eq!(demote(said), becomes, "{said}");
        }
    }

    #[test]
    fn a_code_block_ends_with_its_answer() {
        for (said, added) in [
            ("```\na", "\n```"),
            ("````sh\n```\n~~~", "\n````"),
            ("- 一\n  ~~~\n  a", "\n  ~~~"),
            ("```\na\n```", ""),
            ("```\na\n`````  ", ""),
            ("``` a`b", ""),
            ("``", ""),
            ("```\n~~~\n```\n~~~ x", "\n~~~"),
        ] {
            assert_eq!(demote(said), format!("{said}{added}"), "{said}");
        }
    }
}
