//! Holds the references of files against the site they are published in.

use std::net::IpAddr;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::address::{Fault, Meaning, Origin, Target, decode, names_host, split_scheme};
use super::ids::Ids;
use super::published::{Answer, Miss, Published};
use super::{Contents, Kind, Reference};
use crate::diagnostic::suggest::Names;
use crate::source::unicode::nfc;

/// A reference that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How the address is used.
    pub kind: Kind,
    /// The address as it is written.
    pub url: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
    /// What is wrong.
    pub problem: Problem,
}

/// Why a reference does not hold. Paths are below the base, decoded, without a slash at the beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing answers at the path; something with a near name may.
    Missing(Option<String>),
    /// Something answers when upper and lower case are written this way.
    LetterCase(String),
    /// Something answers to the same letters in another Unicode form.
    UnicodeForm(String),
    /// Something answers, but not with a slash behind it, or with so many.
    Slash(String),
    /// The path lacks the base path; below it, something answers.
    ForgottenBase(String),
    /// The path is of the same host, but not below the base path.
    BesideBase,
    /// The file has no such id; it may have a near one.
    Anchor {
        /// The file; empty when it is the one with the reference.
        file: String,
        /// The id that is looked for.
        id: String,
        /// The nearest id.
        nearest: Option<String>,
    },
    /// The file has the id in another Unicode form.
    AnchorForm {
        /// The file; empty when it is the one with the reference.
        file: String,
        /// The id that is looked for.
        id: String,
        /// The id as the file has it.
        right: String,
    },
    /// Only the author's own machine answers.
    Local,
    /// The scheme is unknown, and near to this one.
    Scheme(&'static str),
    /// It is no address of mail.
    Mail,
    /// It is no telephone number.
    Telephone,
    /// It cannot be an address at all.
    Malformed(Fault),
}

/// What came of holding the references of one file against the site, and what others need to know of it.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// The references that do not hold, in order.
    pub findings: Vec<Finding>,
    /// References to an id of another file, which hold if it has the id.
    anchors: Vec<Anchor>,
    /// References to other hosts over HTTP, which only the network can prove, in order.
    pub elsewhere: Vec<Reference>,
    /// The files of the site that references led to: how, and their numbers. Each way once, in order.
    pub led_to: Vec<(Kind, u32)>,
    /// The ids in the file; `None` when they are not known.
    ids: Option<Ids>,
    /// The ids in their order, for those that are not there; made when first asked for.
    names: OnceLock<Arc<Names>>,
    /// Ids that were there before, or are empty, and the bytes of their values.
    pub bad_ids: Vec<(String, Range<usize>)>,
    /// Whether the page sends readers on to another.
    pub sends_on: bool,
}

#[derive(Clone, Debug)]
struct Anchor {
    reference: Reference,
    /// The number of the file.
    file: usize,
    /// The id as it is written.
    id: String,
}

/// Holds every reference of the file at `path` against the site, but for those to ids of other files: these can
/// be decided by [`settle`] when all files have been looked at.
pub fn prove(site: &Published, origin: &Origin, path: &str, mut contents: Contents) -> Proof {
    let mut proof = Proof::default();
    let references = std::mem::take(&mut contents.references);
    let ids = Ids::new(&contents.ids);
    let prover = Prover {
        site,
        origin,
        path,
        contents: &contents,
        ids: &ids,
        names: OnceLock::new(),
    };
    for reference in references {
        match prover.judge(&reference, &mut proof) {
            Verdict::Holds => {}
            Verdict::Elsewhere => proof.elsewhere.push(reference),
            Verdict::Broken(problem) => proof.findings.push(Finding {
                kind: reference.kind,
                url: reference.url,
                range: reference.range,
                problem,
            }),
            Verdict::IfIdThere { file, id } => proof.anchors.push(Anchor { reference, file, id }),
        }
    }
    proof.names = prover.names;
    proof.led_to.sort_unstable();
    proof.led_to.dedup();
    proof.led_to.shrink_to_fit();
    proof.ids = Contents::has_any(path).then_some(ids);
    proof.bad_ids = contents.bad_ids;
    proof.sends_on = contents.sends_on;
    proof
}

/// All that does not hold in the file of a proof, in its order; `proofs` has that of every file, by number.
pub fn settle(site: &Published, proof: &Proof, proofs: &[&Proof]) -> Vec<Finding> {
    let mut found = proof.findings.clone();
    for anchor in &proof.anchors {
        let Some(target) = proofs.get(anchor.file) else {
            continue;
        };
        let Some(ids) = &target.ids else {
            continue;
        };
        if let Some(problem) = look_up(ids, &target.names, &anchor.id, site.path(anchor.file)) {
            found.push(Finding {
                kind: anchor.reference.kind,
                url: anchor.reference.url.clone(),
                range: anchor.reference.range.clone(),
                problem,
            });
        }
    }
    found.sort_by_key(|finding| finding.range.start);
    found
}

struct Prover<'a> {
    site: &'a Published,
    origin: &'a Origin,
    path: &'a str,
    contents: &'a Contents,
    ids: &'a Ids,
    names: OnceLock<Arc<Names>>,
}

enum Verdict {
    Holds,
    Elsewhere,
    Broken(Problem),
    IfIdThere { file: usize, id: String },
}

impl From<Option<Problem>> for Verdict {
    fn from(problem: Option<Problem>) -> Self {
        problem.map_or(Self::Holds, Self::Broken)
    }
}

impl Prover<'_> {
    fn judge(&self, reference: &Reference, proof: &mut Proof) -> Verdict {
        let base = self.contents.base.as_deref();
        let meaning = self.origin.meaning(self.path, base, &reference.url);
        match &meaning {
            Meaning::Own(target) => self.judge_own(reference, target, proof),
            Meaning::BesideBase(path) => Verdict::Broken(self.judge_beside(path)),
            Meaning::Elsewhere { .. } => outside(&meaning)
                .or_else(|| self.judge_host(&reference.url))
                .map_or(Verdict::Elsewhere, Verdict::Broken),
            _ => outside(&meaning).into(),
        }
    }

    fn judge_own(&self, reference: &Reference, target: &Target, proof: &mut Proof) -> Verdict {
        let (number, file) = match self.site.answer(&target.path) {
            Answer::File(number, file) => (number, file),
            Answer::Nothing(miss) => return Verdict::Broken(self.missing(reference, target, miss)),
        };
        let short = u32::try_from(number).expect("a site has fewer than four billion files");
        proof.led_to.push((reference.kind, short));
        match target.fragment.as_deref().and_then(anchor) {
            None => Verdict::Holds,
            Some(id) if shows_part(file, &id) => Verdict::Holds,
            Some(id) if file == self.path => look_up(self.ids, &self.names, &id, "").into(),
            Some(id) => Verdict::IfIdThere { file: number, id },
        }
    }

    fn missing(&self, reference: &Reference, target: &Target, miss: Miss) -> Problem {
        match miss {
            Miss::LetterCase(right) => Problem::LetterCase(right),
            Miss::UnicodeForm(right) => Problem::UnicodeForm(right),
            Miss::Slash(right) => Problem::Slash(right),
            Miss::Unknown(nearest) => {
                // Beside the site of a person at the root of a host lie those of their projects.
                let top = target.path.split('/').next().unwrap_or_default();
                let may_be_a_project = self.origin.is_shared()
                    && names_host(&reference.url)
                    && !lost_scheme(&reference.url)
                    && nearest.is_none()
                    && !self.site.has_top_folder(top);
                if may_be_a_project {
                    Problem::BesideBase
                } else {
                    Problem::Missing(nearest)
                }
            }
        }
    }

    /// A path of the host that is not below the base path.
    fn judge_beside(&self, path: &str) -> Problem {
        let below = path.trim_start_matches('/');
        if let Answer::File(..) = self.site.answer(below) {
            return Problem::ForgottenBase(below.to_owned());
        }
        let base = self.origin.base();
        if let Some((start, rest)) = path.split_at_checked(base.len())
            && start.to_lowercase() == base.to_lowercase()
            && let Answer::File(..) = self.site.answer(rest)
        {
            return Problem::LetterCase(rest.to_owned());
        }
        Problem::BesideBase
    }

    /// An address that names the site's host and another path than the site's own. Another site may well be
    /// there, so only a path within a folder that this site has is taken for its own.
    fn judge_host(&self, url: &str) -> Option<Problem> {
        let path = self.origin.beside(url)?;
        let is_deep = path.trim_matches('/').contains('/');
        match self.judge_beside(&path) {
            Problem::BesideBase => None,
            problem => is_deep.then_some(problem),
        }
    }
}

/// Whether an id, as it is written in an address, is among those of a file: as it stands or decoded (HTML
/// Standard, 7.4.6.4).
fn look_up(ids: &Ids, names: &OnceLock<Arc<Names>>, id: &str, file: &str) -> Option<Problem> {
    if ids.contains(id) {
        return None;
    }
    let decoded = decode(id);
    if decoded.as_deref().is_some_and(|decoded| ids.contains(decoded)) {
        return None;
    }
    let id = decoded.unwrap_or_else(|| id.to_owned());
    if let Some(right) = in_other_form(ids.iter(), &id) {
        return Some(Problem::AnchorForm {
            file: file.to_owned(),
            right: right.to_owned(),
            id,
        });
    }
    let names = names.get_or_init(|| Arc::new(Names::new(ids.iter())));
    Some(Problem::Anchor {
        nearest: names.nearest(&id).map(str::to_owned),
        file: file.to_owned(),
        id,
    })
}

/// The id of the same letters in another Unicode form; the first of several.
pub fn in_other_form<'a>(ids: impl Iterator<Item = &'a str>, id: &str) -> Option<&'a str> {
    if id.is_ascii() {
        return None;
    }
    let composed = nfc(id);
    ids.filter(|known| nfc(known) == composed).min()
}

/// Whether a fragment names lines of a file, which the pages of GitHub and GitLab show: `L5`, `L5-L9`, `L5C1-L6C2`.
pub fn names_lines(fragment: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_place = |text: &str| match text.split_once('C') {
        Some((line, column)) => digits(line) && digits(column),
        None => digits(text),
    };
    let Some(rest) = fragment.strip_prefix('L') else {
        return false;
    };
    match rest.split_once('-') {
        Some((first, last)) => is_place(first) && is_place(last.strip_prefix('L').unwrap_or(last)),
        None => is_place(rest),
    }
}

/// The id that a fragment asks for; `None` when it asks for none: empty, the top, or a piece of text
/// (URL Fragment Text Directives).
pub fn anchor(fragment: &str) -> Option<String> {
    let id = fragment.split(":~:").next().unwrap_or_default();
    (!id.is_empty() && !id.eq_ignore_ascii_case("top")).then(|| id.to_owned())
}

/// Whether a fragment says which part of a drawing is shown (SVG 2, section 16.3; Media Fragments URI 1.0).
fn shows_part(file: &str, fragment: &str) -> bool {
    let starts = ["svgView(", "xywh=", "t="];
    file.ends_with(".svg") && starts.iter().any(|start| fragment.starts_with(start))
}

/// What is wrong with an address that leads out of the site, as far as its letters tell.
pub fn outside(meaning: &Meaning) -> Option<Problem> {
    match meaning {
        Meaning::Elsewhere { host } => is_local(host).then_some(Problem::Local),
        Meaning::Other { scheme, rest } => judge_scheme(scheme, rest),
        Meaning::Malformed(fault) => Some(Problem::Malformed(*fault)),
        Meaning::Own(_) | Meaning::BesideBase(_) => None,
    }
}

/// Whether a host is always the machine itself (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3).
fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || address.is_unspecified(),
        Err(_) => {
            let number = ipv4_number(host);
            let is_own = number.is_some_and(|number| number == 0 || number >> 24 == 127);
            is_own || host == "localhost" || host.ends_with(".localhost")
        }
    }
}

/// The IPv4 address that browsers read in one to four numbers, decimal, octal or hexadecimal, of which the last
/// fills what is left (URL Standard, "IPv4 parser").
fn ipv4_number(host: &str) -> Option<u32> {
    let parts: Vec<&str> = host.split('.').collect();
    let (last, first) = parts.split_last()?;
    if first.len() > 3 {
        return None;
    }
    let number = |part: &str| -> Option<u32> {
        let (digits, radix) = match part.strip_prefix("0x") {
            Some(hexadecimal) => (hexadecimal, 16),
            None if part.len() > 1 && part.starts_with('0') => (&part[1..], 8),
            None => (part, 10),
        };
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_number.then(|| u32::from_str_radix(digits, radix).ok())?
    };
    let mut address = 0_u32;
    for (at, part) in first.iter().enumerate() {
        let part = number(part).filter(|&part| part <= 255)?;
        address |= part << (24 - 8 * at);
    }
    let rest = number(last)?;
    let room = u64::from(u32::MAX) >> (8 * first.len());
    (u64::from(rest) <= room).then_some(address | rest)
}

/// Schemes that links of pages have. An unknown one near to these is a slip; any other is somebody's program.
const SCHEMES: &[&str] = &[
    "about",
    "blob",
    "data",
    "ftp",
    "geo",
    "git",
    "http",
    "https",
    "irc",
    "javascript",
    "magnet",
    "mailto",
    "matrix",
    "sftp",
    "skype",
    "sms",
    "ssh",
    "tel",
    "urn",
    "view-source",
    "vscode",
    "whatsapp",
    "xmpp",
];

fn judge_scheme(scheme: &str, rest: &str) -> Option<Problem> {
    match scheme {
        "mailto" => (!is_mail(rest)).then_some(Problem::Mail),
        "tel" | "sms" | "callto" => (!is_telephone(rest)).then_some(Problem::Telephone),
        "file" => Some(Problem::Local),
        // `localhost:3000` reads as a scheme, and so does the drive of `C:\`.
        "localhost" => Some(Problem::Local),
        _ if scheme.len() == 1 => Some(Problem::Local),
        _ if SCHEMES.contains(&scheme) => None,
        _ => slip(scheme).map(Problem::Scheme),
    }
}

/// The scheme that an unknown one is a slip of. Short names are near to anything, so only those of the web and
/// of mail are looked for.
fn slip(scheme: &str) -> Option<&'static str> {
    const MEANT: &[&str] = &["https", "http", "mailto", "javascript"];
    let distance = |known: &&&str| crate::diagnostic::suggest::distance(scheme, known);
    let near = MEANT.iter().min_by_key(distance)?;
    let allowed = if near.len() > 4 { 2 } else { 1 };
    (distance(&near) <= allowed).then_some(near)
}

/// Whether `mailto:` has addresses of mail behind it (RFC 6068): none at all, when there is a subject or so.
fn is_mail(rest: &str) -> bool {
    let (to, headers) = rest.split_once('?').unwrap_or((rest, ""));
    let Some(to) = decode(to) else {
        return false;
    };
    if to.trim().is_empty() {
        return !headers.is_empty();
    }
    to.split(',').all(|address| {
        address.trim().split_once('@').is_some_and(|(name, host)| {
            let legal = |text: &str| !text.is_empty() && !text.contains([' ', '@', '<', '>', '/']);
            legal(name)
                && legal(host)
                && host.split('.').all(|label| !label.is_empty())
                && (host.contains('.') || host == "localhost")
        })
    })
}

/// Whether it is a number to call (RFC 3966), with the spaces that people write.
fn is_telephone(rest: &str) -> bool {
    let Some(number) = decode(rest) else {
        return false;
    };
    let number = number.split([';', '?']).next().unwrap_or_default();
    number.bytes().any(|byte| byte.is_ascii_digit())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.() *#,/".contains(&byte))
}

/// Whether a path looks like an address that lost its scheme: `www.example.org`, `https//example.org`.
pub fn lost_scheme(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let starts = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    if split_scheme(&lower).is_some() {
        return starts(&["http:/", "https:/"]) && !starts(&["http://", "https://"]);
    }
    starts(&["www.", "http//", "https//"])
}

#[cfg(test)]
mod tests;
