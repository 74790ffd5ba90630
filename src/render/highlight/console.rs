//! Terminal sessions: prompts, the Bash commands behind them, and what the commands printed.

use super::class::{Class, Tiles};
use super::scanner::{look_at, scan};
use super::shell;
use crate::source::Span;

/// Takes a session apart.
///
/// A line is a command when it starts with a prompt, or goes on with a command that is unfinished: its
/// last line ends in a backslash, a quote is open, or a heredoc is. Whether a bare `# ` or `> ` is a
/// prompt or the start of a comment or of output depends on the session's first line.
pub(super) fn tokenize(code: &str) -> Tiles {
    let mut session = Session::new(code);
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        session.line(line, start);
        start += line.len();
    }
    session.finish()
}

struct Session<'a> {
    code: &'a str,
    tiles: Tiles,
    /// The sign before the cursor on the session's first line, if it starts with a bare sign.
    first_sign: Option<u8>,
    /// The prompts of the command being read and the lines after them, in order.
    parts: Vec<(Span, Span)>,
    /// What the command being read still needs.
    unfinished: Unfinished,
    /// Whether the command being read goes on behind the shell's prompt for more lines: `for i in 1 2; do`.
    goes_on: bool,
}

impl<'a> Session<'a> {
    fn new(code: &'a str) -> Self {
        let first = code
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        Self {
            code,
            tiles: Tiles::default(),
            first_sign: bare_sign(first),
            parts: Vec::new(),
            unfinished: Unfinished::default(),
            goes_on: false,
        }
    }

    fn line(&mut self, line: &str, start: usize) {
        look_at(line.len());
        let prompt = if self.unfinished.is_open() || (self.goes_on && line.starts_with("> ")) {
            // The shell's prompt for more lines, if the author copied it.
            usize::from(line.starts_with("> ")) * 2
        } else {
            self.flush();
            self.prompt_length(line)
        };
        if prompt == 0 && !self.unfinished.is_open() {
            let class = if self.is_comment(line) {
                Class::Comment
            } else {
                Class::Output
            };
            self.tiles.extend_to(start + line.len(), class);
            return;
        }
        let text = start + prompt;
        self.parts
            .push((Span::new(start, text), Span::new(text, start + line.len())));
        self.unfinished.read(&line[prompt..]);
        self.goes_on |= opens(&line[prompt..]);
    }

    /// How many bytes at the line's start are a prompt.
    fn prompt_length(&self, line: &str) -> usize {
        match bare_sign(line) {
            Some(sign @ (b'#' | b'>')) => usize::from(self.first_sign == Some(sign)) * 2,
            Some(_) => 2,
            None => signed_prompt_length(line),
        }
    }

    /// Whether a line that is no command is the author's remark.
    fn is_comment(&self, line: &str) -> bool {
        self.first_sign != Some(b'#') && line.starts_with("# ")
    }

    /// Classifies the command read so far.
    fn flush(&mut self) {
        if self.parts.is_empty() {
            return;
        }
        let parts = std::mem::take(&mut self.parts);
        self.unfinished = Unfinished::default();
        self.goes_on = false;
        let command: String = parts.iter().map(|(_, text)| text.of(self.code)).collect();
        look_at(command.len());
        let pieces = scan(&command, shell::lex).finish();
        let mut pieces = pieces.iter().peekable();
        let mut read = 0;
        for (prompt, text) in parts {
            self.tiles.extend_to(prompt.range().end, Class::Prompt);
            let (from, to) = (read, read + text.len());
            while let Some(piece) = pieces.peek().filter(|piece| piece.span.range().start < to) {
                look_at(1);
                let end = piece.span.range().end.min(to);
                self.tiles
                    .extend_to(text.range().start + (end - from), piece.class);
                if piece.span.range().end > to {
                    break;
                }
                pieces.next();
            }
            read = to;
        }
    }

    fn finish(mut self) -> Tiles {
        self.flush();
        self.tiles.extend_to(self.code.len(), Class::Output);
        self.tiles
    }
}

/// Whether the shell asks for more lines after this one, as far as its end tells.
fn opens(line: &str) -> bool {
    let line = line.trim_end();
    let signs = ["|", "&&", "{", "("];
    let words = ["do", "then", "else", "in"];
    signs.iter().any(|sign| line.ends_with(sign))
        || line
            .split(' ')
            .next_back()
            .is_some_and(|word| words.contains(&word))
}

/// The prompt's sign, when the line starts with one and a blank.
fn bare_sign(line: &str) -> Option<u8> {
    match line.as_bytes() {
        [sign @ (b'$' | b'#' | b'%' | b'>'), b' ', ..] => Some(*sign),
        _ => None,
    }
}

/// The length of a prompt that says who and where: `user@host:~$ `, `[root@host ~]# `, `(venv) $ `,
/// `~/site ❯ `, `PS C:\> `. Zero when the line does not start with one.
fn signed_prompt_length(line: &str) -> usize {
    const ENDS: [&str; 6] = ["$ ", "# ", "% ", "❯ ", "➜ ", "> "];
    look_at(ENDS.len() * line.len());
    let find = |end: &'static str| line.find(end).map(|at| (at, end.len(), end));
    let Some((at, length, end)) = ENDS.into_iter().filter_map(find).min() else {
        return 0;
    };
    let place = line[..at].trim_end();
    let is_prompt = match end {
        "❯ " | "➜ " => !place.contains(['"', '\'', '=']),
        "> " => place.starts_with("PS ") || is_place(place),
        _ => is_place(place),
    };
    usize::from(is_prompt) * (at + length)
}

/// Whether text reads like `user@host:~/site`, `[user@host site]`, `(venv)`, or two of them.
fn is_place(place: &str) -> bool {
    let place = match place.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, "")) => return true,
        Some((_, rest)) => rest.trim_start(),
        None => place,
    };
    let (place, blanks) = match place.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => (inner, 1),
        None => (place, 0),
    };
    let (user, host) = place.split_once('@').unwrap_or(("", ""));
    let is_word = |word: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/~".contains(&byte) || byte >= 0x80;
        !word.is_empty() && word.bytes().all(fits)
    };
    let mut words = host.split(' ');
    is_word(user) && words.by_ref().take(1 + blanks).all(is_word) && words.next().is_none()
}

/// What a shell command still needs before it can run.
#[derive(Default)]
struct Unfinished {
    quote: Option<u8>,
    continued: bool,
    /// The end tags of heredocs that are open, the next one to be met first.
    heredocs: std::collections::VecDeque<String>,
    /// Whether the lines read are those of a heredoc.
    in_heredoc: bool,
}

impl Unfinished {
    fn is_open(&self) -> bool {
        self.quote.is_some() || self.continued || self.in_heredoc
    }

    /// Reads one line of the command, with its line ending.
    fn read(&mut self, line: &str) {
        look_at(line.len());
        if self.in_heredoc {
            if self.heredocs.front().is_some_and(|tag| line.trim() == tag) {
                self.heredocs.pop_front();
            }
        } else {
            self.read_words(line.trim_end_matches(['\n', '\r']));
        }
        self.in_heredoc = !self.heredocs.is_empty() && self.quote.is_none() && !self.continued;
    }

    fn read_words(&mut self, line: &str) {
        self.continued = false;
        let bytes = line.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            match self.quote {
                Some(quote) if byte == quote => self.quote = None,
                Some(b'\'') => {}
                _ if byte == b'\\' => {
                    self.continued = at + 1 == bytes.len();
                    at += 1;
                }
                Some(_) => {}
                None if byte == b'"' || byte == b'\'' => self.quote = Some(byte),
                None if byte == b'#' && (at == 0 || bytes[at - 1] == b' ') => return,
                None if bytes[at..].starts_with(b"<<<") => at += 2,
                None if bytes[at..].starts_with(b"<<") => {
                    at += 1;
                    self.heredocs.extend(heredoc_tag(&line[at + 1..]));
                }
                None => {}
            }
            at += 1;
        }
    }
}

/// The end tag named behind `<<`.
fn heredoc_tag(rest: &str) -> Option<String> {
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start();
    let rest = rest.trim_start_matches(['\'', '"', '\\']);
    let end = rest
        .find(|end: char| !end.is_alphanumeric() && end != '_')
        .unwrap_or(rest.len());
    look_at(end);
    (end > 0).then(|| rest[..end].to_owned())
}
