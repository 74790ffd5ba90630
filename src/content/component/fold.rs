//! What stands between begin and end becomes the content of one node.

use std::mem;
use std::sync::Arc;

use crate::content::Text;
use crate::content::ast::{Node, NodeKind};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::source::Span;

use super::scan::Finding;
use super::{Form, MAX_BODIES};

/// Puts the bodies of components into them. Begin and end must be siblings; where one has no other, it is said.
pub(in crate::content) fn fold(text: &Arc<str>, body: &mut Vec<Node>) -> Vec<Finding> {
    let mut folder = Folder {
        text,
        findings: Vec::new(),
    };
    folder.siblings(body, 0);
    folder.findings
}

struct Folder<'a> {
    text: &'a Arc<str>,
    findings: Vec<Finding>,
}

impl Folder<'_> {
    /// Folds a list of siblings inside of `bodies` bodies.
    fn siblings(&mut self, nodes: &mut Vec<Node>, bodies: usize) {
        let mut open: Vec<(Node, Vec<Node>)> = Vec::new();
        let mut folded = Vec::with_capacity(nodes.len());
        for mut node in mem::take(nodes) {
            match form(&node) {
                Some(Form::Begin) => open.push((node, mem::take(&mut folded))),
                Some(Form::End) => match open.pop() {
                    Some((begin, before)) => {
                        let depth = bodies + open.len();
                        let body = mem::replace(&mut folded, before);
                        self.close(begin, body, &node, depth, &mut folded);
                    }
                    None => folded.push(self.stray_end(&node)),
                },
                _ => {
                    self.siblings(&mut node.children, (bodies + open.len()).min(MAX_BODIES));
                    unwrap(&mut node);
                    folded.push(node);
                }
            }
        }
        while let Some((begin, mut before)) = open.pop() {
            before.push(self.unclosed(begin));
            before.append(&mut folded);
            folded = before;
        }
        folded.shrink_to_fit();
        *nodes = folded;
    }

    fn close(&mut self, mut begin: Node, body: Vec<Node>, end: &Node, depth: usize, into: &mut Vec<Node>) {
        if depth >= MAX_BODIES {
            let message = format!("bodies of components nest more than {MAX_BODIES} levels deep");
            self.findings.push(
                Diagnostic::new(&catalogue::NESTED_TOO_DEEPLY, message)
                    .at(begin.span, "")
                    .help("make it flatter"),
            );
            mark_faulty(&mut begin);
            into.push(begin);
            into.extend(body);
            return;
        }
        begin.span = begin.span.cover(end.span);
        begin.children = trimmed(body);
        into.push(begin);
    }

    fn unclosed(&mut self, mut begin: Node) -> Node {
        if let NodeKind::Component(call) = &begin.kind {
            let message = format!("`{}` has no `{{% end %}}`", call.shown());
            let help = if call.block {
                "write `{% end %}` on a line of its own below the body"
            } else {
                "write `{% end %}` into the same paragraph, or each of the two on a line of its own"
            };
            let finding = Diagnostic::new(&catalogue::COMPONENT_SYNTAX, message)
                .at(call.span, "")
                .help(help)
                .help(format!("a call without a body is `{{{{ {}(…) }}}}`", call.name));
            self.findings.push(finding);
        }
        mark_faulty(&mut begin);
        begin
    }

    fn stray_end(&mut self, end: &Node) -> Node {
        self.findings.push(
            Diagnostic::new(&catalogue::COMPONENT_SYNTAX, "this `{% end %}` ends nothing")
                .at(end.span, "")
                .help("begin the body with `{% name(…) %}`, both on lines of their own or both in one paragraph")
                .help("write `\\{% end %}` where this is meant as text"),
        );
        Node::leaf(NodeKind::Text(Text::part(self.text, end.span)), end.span)
    }
}

fn form(node: &Node) -> Option<Form> {
    match &node.kind {
        NodeKind::Component(call) => Some(call.form),
        _ => None,
    }
}

fn mark_faulty(node: &mut Node) {
    if let NodeKind::Component(call) = &mut node.kind {
        call.faulty = true;
    }
}

/// The line breaks beside begin and end belong to neither.
fn trimmed(mut body: Vec<Node>) -> Vec<Node> {
    let is_break = |node: &Node| matches!(node.kind, NodeKind::SoftBreak | NodeKind::HardBreak);
    while body.last().is_some_and(is_break) {
        body.pop();
    }
    let breaks = body.iter().take_while(|node| is_break(node)).count();
    body.drain(..breaks);
    body.shrink_to_fit();
    body
}

/// A paragraph that is one component with its body is that component, and its text a paragraph in it.
fn unwrap(node: &mut Node) {
    if node.kind != NodeKind::Paragraph || node.children.len() != 1 {
        return;
    }
    let Some(NodeKind::Component(call)) = node.children.first_mut().map(|only| &mut only.kind) else {
        return;
    };
    if call.form != Form::Begin || call.faulty {
        return;
    }
    call.block = true;
    let Some(mut component) = node.children.pop() else {
        return;
    };
    let body = mem::take(&mut component.children);
    if !body.is_empty() {
        let span = body
            .iter()
            .fold(body[0].span, |span: Span, node| span.cover(node.span));
        let paragraph = Node {
            kind: NodeKind::Paragraph,
            span,
            children: body,
        };
        component.children = vec![paragraph];
    }
    *node = component;
}
