//! Random code that Terraform reads, with random space and comments wherever they may stand.

use proptest::prelude::*;
use std::fmt::Write;

/// Code of a file: blocks and arguments.
pub(super) fn code() -> impl Strategy<Value = String> {
    (any::<u64>(), 1..6_usize).prop_map(|(seed, items)| generated(seed, items))
}

/// The code of a seed, with so many items.
pub(super) fn generated(seed: u64, items: usize) -> String {
    let mut generator = Generator {
        state: seed,
        text: String::new(),
        newline: "\n",
        comments: 0,
        arguments: 0,
        heredocs: true,
        templates: 0,
        brackets: 0,
    };
    generator.file(items);
    generator.text
}

/// A generator of random numbers (SplitMix64, Steele, Lea and Flood 2014).
pub(super) fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

struct Generator {
    state: u64,
    text: String,
    newline: &'static str,
    /// How many places in a hundred get a comment.
    comments: usize,
    /// Whether heredocs may be put in.
    heredocs: bool,
    /// Interpolations and directives that are open here.
    templates: usize,
    /// How many arguments there are so far.
    arguments: usize,
    /// Brackets that are open here and let a line break stand anywhere.
    brackets: usize,
}

const NAMES: [&str; 12] = [
    "a",
    "b",
    "name",
    "cidr_block",
    "in",
    "else",
    "이름",
    "x-y",
    "null",
    "true",
    "type",
    "default",
];

const OPERATORS: [&str; 13] = [
    "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||",
];

const LITERALS: [&str; 14] = [
    "x",
    " ",
    "a b  c",
    "역할",
    "é",
    "e\u{301}",
    "👩\u{200d}👧",
    "$",
    "%",
    "\\n",
    "\\\"",
    "$${x}",
    "%%{ y }",
    "# no",
];

/// Space and comments.
impl Generator {
    fn below(&mut self, limit: usize) -> usize {
        (next(&mut self.state) % limit as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn put(&mut self, text: &str) {
        self.text += text;
    }

    /// Space where none is needed.
    fn gap(&mut self) {
        let space = self.pick(&["", "", "", " ", " ", "  ", "\t", "   "]);
        self.put(space);
        if self.below(200) < self.comments {
            let comment = self.pick(&["/**/", "/* x */ ", "/*é*/", "/* = */"]);
            self.put(comment);
        }
        if self.brackets > 0 {
            self.break_line();
        }
    }

    /// Perhaps a line break, where one means nothing.
    fn break_line(&mut self) {
        while self.chance(8) {
            if self.below(100) < self.comments {
                self.line_comment();
            }
            self.put(self.newline);
            let indent = self.pick(&["", " ", "  ", "    ", "\t"]);
            self.put(indent);
        }
    }

    /// Space between two words.
    fn space(&mut self) {
        self.put(" ");
        self.gap();
    }

    fn line_comment(&mut self) {
        let comment = self.pick(&["#", "# c", "// c  ", "#é { [", "# a = 1"]);
        self.put(comment);
    }

    fn end_line(&mut self) {
        let space = self.pick(&["", "", " ", "  "]);
        self.put(space);
        if self.below(50) < self.comments && !self.text.trim_end().ends_with("EOT") {
            self.line_comment();
        }
        self.put(self.newline);
        while self.chance(15) {
            let line = self.pick(&["", "", "  ", "# c", "  # c", "/* a */", " /* a\n   b */"]);
            self.put(line);
            self.put(self.newline);
        }
        let indent = self.pick(&["", "", "  ", "    ", "\t"]);
        self.put(indent);
    }

    /// Something for which the brackets around do not count.
    fn in_braces(&mut self, write: impl FnOnce(&mut Self)) {
        let outside = std::mem::replace(&mut self.brackets, 0);
        write(self);
        self.brackets = outside;
    }

    fn in_template(&mut self, open: &str, close: &str, write: impl FnOnce(&mut Self)) {
        self.put(open);
        self.gap_on_line();
        self.templates += 1;
        self.brackets += 1;
        write(self);
        self.gap();
        self.brackets -= 1;
        self.templates -= 1;
        self.put(close);
    }

    fn in_brackets(&mut self, open: &str, close: &str, write: impl FnOnce(&mut Self)) {
        self.put(open);
        self.brackets += 1;
        self.gap();
        write(self);
        self.gap();
        self.brackets -= 1;
        self.put(close);
    }
}

/// Structure.
impl Generator {
    fn file(&mut self, items: usize) {
        self.newline = if self.chance(10) { "\r\n" } else { "\n" };
        self.comments = self.pick(&[0, 5, 20]);
        if self.chance(10) {
            self.put(self.newline);
        }
        for _ in 0..items {
            self.item(2);
        }
        if self.chance(10) {
            let end = self.text.trim_end_matches([' ', '\t', '\r', '\n']).len();
            // A heredoc needs the line break behind it.
            if !self.text[..end].ends_with("EOT") {
                self.text.truncate(end);
            }
        }
    }

    fn item(&mut self, depth: usize) {
        if depth > 0 && self.chance(40) {
            self.block(depth - 1);
        } else {
            self.attribute();
        }
        self.end_line();
    }

    /// Each has a name of its own: Terraform takes no argument twice.
    fn attribute(&mut self) {
        let name = self.pick(&["a", "cidr_block", "이름", "x-y", "type"]);
        self.put(name);
        self.arguments += 1;
        if name != "type" || self.arguments > 1 {
            let _ = write!(self.text, "{}", self.arguments);
        }
        self.gap();
        self.put("=");
        self.gap();
        match self.below(12) {
            0 => {
                let value = self.pick(&["\"string\"", "\"list\"", "map", "list", "set", "\"any\""]);
                self.put(value);
            }
            1 | 2 => self.whole_value(),
            3 => self.heredoc(1),
            _ => self.expression(3),
        }
    }

    /// Without comments and heredocs, which Terraform would break.
    fn whole_value(&mut self) {
        let comments = std::mem::replace(&mut self.comments, 0);
        self.heredocs = false;
        self.put("\"");
        self.interpolation(2);
        self.put("\"");
        self.heredocs = true;
        self.comments = comments;
    }

    fn block(&mut self, depth: usize) {
        let kind = self.pick(&["resource", "variable", "foo", "dynamic"]);
        self.put(kind);
        for _ in 0..self.below(3) {
            self.space();
            let label = self.pick(&["\"aws_vpc\"", "\"main\"", "bare", "\"a\\\"b\"", "\"가\"", "\"\""]);
            self.put(label);
        }
        self.gap();
        self.put("{");
        match self.below(6) {
            0 => self.gap(),
            1 => {
                self.gap();
                self.name();
                self.gap();
                self.put("=");
                self.gap();
                self.expression(1);
                self.gap();
            }
            _ => {
                self.end_line();
                for _ in 0..self.below(4) {
                    self.item(depth);
                }
            }
        }
        self.put("}");
    }

    fn name(&mut self) {
        let name = self.pick(&NAMES);
        self.put(name);
    }
}

/// Expressions.
impl Generator {
    fn expression(&mut self, depth: usize) {
        if depth == 0 {
            return self.simple();
        }
        match self.below(16) {
            0..=2 => self.simple(),
            3 => self.string(depth - 1),
            4 => self.tuple(depth - 1),
            5 | 6 => self.object(depth - 1),
            7 => self.for_expression(depth - 1),
            8 => self.call(depth - 1),
            9 => self.traversal(depth - 1),
            10 => self.unary(depth - 1),
            11 | 12 => self.binary(depth - 1),
            13 => self.conditional(depth - 1),
            14 => self.in_brackets("(", ")", |inside| inside.expression(depth - 1)),
            _ if self.brackets > 0 && self.heredocs => self.heredoc(depth - 1),
            _ => self.simple(),
        }
    }

    fn simple(&mut self) {
        match self.below(4) {
            0 => {
                let number = self.pick(&["1", "0", "2.5", "1e3", "10000"]);
                self.put(number);
            }
            1 => self.string(0),
            2 => self.name(),
            _ => {
                self.name();
                self.gap();
                self.put(".");
                self.gap();
                self.name();
            }
        }
    }

    fn tuple(&mut self, depth: usize) {
        self.in_brackets("[", "]", |inside| inside.elements(depth));
    }

    fn elements(&mut self, depth: usize) {
        let count = self.below(4);
        for index in 0..count {
            self.expression(depth);
            self.gap();
            if index + 1 < count || self.chance(30) {
                self.put(",");
                self.gap();
            }
        }
    }

    fn object(&mut self, depth: usize) {
        self.put("{");
        self.in_braces(|inside| {
            let lines = inside.chance(70);
            if lines {
                inside.end_line();
            } else {
                inside.gap();
            }
            let count = inside.below(4);
            for index in 0..count {
                inside.object_item(depth);
                if lines {
                    if inside.chance(30) {
                        inside.gap();
                        inside.put(",");
                    }
                    inside.end_line();
                } else if index + 1 < count || inside.chance(20) {
                    inside.gap();
                    inside.put(",");
                    inside.gap();
                } else {
                    inside.gap();
                }
            }
        });
        self.put("}");
    }

    fn object_item(&mut self, depth: usize) {
        match self.below(6) {
            0 => self.string(depth),
            1 => self.in_brackets("(", ")", |inside| inside.expression(depth)),
            _ => {
                let key = self.pick(&["a", "bb", "longer_key", "이름", "in", "x-y"]);
                self.put(key);
            }
        }
        self.gap();
        let sign = self.pick(&["=", "=", "=", ":"]);
        self.put(sign);
        self.gap();
        self.expression(depth);
    }

    fn for_expression(&mut self, depth: usize) {
        let object = self.chance(40);
        let (open, close) = if object { ("{", "}") } else { ("[", "]") };
        self.in_brackets(open, close, |inside| {
            inside.put("for");
            inside.space();
            inside.put("k");
            if inside.chance(50) {
                inside.gap();
                inside.put(",");
                inside.gap();
                inside.put("v");
            }
            inside.before_keyword();
            inside.put("in");
            inside.before_operand();
            inside.expression(depth);
            inside.gap();
            inside.put(":");
            inside.gap();
            inside.expression(depth);
            if object {
                inside.gap();
                inside.put("=>");
                inside.gap();
                inside.expression(depth);
                if inside.chance(30) {
                    inside.gap();
                    inside.put("...");
                }
            }
            if inside.chance(30) {
                inside.before_keyword();
                inside.put("if");
                inside.before_operand();
                inside.expression(depth);
            }
        });
    }

    /// Inside of a template, a line that begins with `if "` is taken for one behind a broken string.
    fn before_keyword(&mut self) {
        if self.templates > 0 {
            self.put(" ");
            self.gap_on_line();
        } else {
            self.space();
        }
    }

    /// Between a keyword and its operand.
    fn before_operand(&mut self) {
        self.space();
        if self.chance(20) {
            // A bracket may stand right behind the keyword.
            let text = self.text.trim_end_matches(' ').len();
            self.text.truncate(text);
            self.in_brackets("(", ")", |inside| inside.name());
            let operator = self.pick(&OPERATORS);
            self.put(operator);
            self.put(" ");
        }
    }

    fn call(&mut self, depth: usize) {
        let function = self.pick(&["foo", "merge", "core::max", "provider::aws :: f"]);
        self.put(function);
        self.gap_on_line();
        self.in_brackets("(", ")", |inside| {
            inside.elements(depth);
            let written = inside.text.trim_end();
            let ends_argument = written.ends_with(|last: char| last.is_alphanumeric() || last == ']');
            if ends_argument && !written.ends_with("EOT") && inside.chance(20) {
                inside.put("...");
            }
        });
    }

    fn gap_on_line(&mut self) {
        let space = self.pick(&["", "", "", " ", "  "]);
        self.put(space);
    }

    fn traversal(&mut self, depth: usize) {
        match self.below(4) {
            0 => self.call(depth),
            1 => self.tuple(depth),
            _ => self.name(),
        }
        for _ in 0..=self.below(3) {
            self.gap_on_line();
            match self.below(6) {
                0 => self.in_brackets("[", "]", |inside| inside.index(depth)),
                1 => self.put("[*]"),
                2 => self.put("[ * ]"),
                // Two in a row are no code.
                3 if !self.text.trim_end().ends_with(".0") => self.put(".0"),
                _ => {
                    self.put(".");
                    self.gap_on_line();
                    self.name();
                }
            }
        }
        if self.chance(10) {
            self.put(".*");
        }
    }

    /// Not a bare `true` or `null`: Terraform would lose it.
    fn index(&mut self, depth: usize) {
        match self.below(4) {
            0 => self.put("0"),
            1 => self.put("\"k\""),
            2 => self.put("a.b"),
            _ => self.call(depth),
        }
    }

    fn unary(&mut self, depth: usize) {
        let operator = self.pick(&["-", "!"]);
        self.put(operator);
        self.gap();
        self.expression(depth);
    }

    fn binary(&mut self, depth: usize) {
        self.expression(depth);
        for _ in 0..=self.below(2) {
            // Otherwise `-` would belong to a name.
            self.put(" ");
            self.gap();
            let operator = self.pick(&OPERATORS);
            self.put(operator);
            // Otherwise `<` and a heredoc, or `/` and a comment, would be other tokens.
            self.put(" ");
            self.gap();
            self.expression(depth);
        }
    }

    fn conditional(&mut self, depth: usize) {
        self.expression(depth);
        self.gap();
        self.put("?");
        self.gap();
        self.expression(depth);
        self.gap();
        self.put(":");
        self.gap();
        self.expression(depth);
    }
}

/// Templates.
impl Generator {
    fn string(&mut self, depth: usize) {
        self.put("\"");
        for _ in 0..self.below(4) {
            self.part(depth);
        }
        self.put("\"");
    }

    fn part(&mut self, depth: usize) {
        match self.below(7) {
            0 | 1 if depth > 0 => self.interpolation(depth - 1),
            2 if depth > 0 => self.directive(depth - 1),
            _ => {
                let literal = self.pick(&LITERALS);
                self.put(literal);
                if literal == "$" || literal == "%" {
                    self.put(" ");
                }
            }
        }
    }

    fn interpolation(&mut self, depth: usize) {
        let open = self.pick(&["${", "${", "${~"]);
        let close = self.pick(&["}", "}", "~}"]);
        self.templates += 1;
        self.in_brackets(open, close, |inside| inside.expression(depth));
        self.templates -= 1;
    }

    fn directive(&mut self, depth: usize) {
        let tilde = self.pick(&["", "", "~"]);
        if self.chance(50) {
            self.in_template("%{", &format!("{tilde}}}"), |inside| {
                inside.put("if");
                inside.space();
                inside.expression(depth);
            });
            self.part(depth);
            if self.chance(50) {
                self.in_template("%{", "}", |inside| inside.put("else"));
                self.part(depth);
            }
            self.in_template("%{", "}", |inside| inside.put("endif"));
        } else {
            self.in_template("%{", "}", |inside| {
                inside.put("for k,v in");
                inside.space();
                inside.expression(depth);
            });
            self.part(depth);
            self.in_template("%{", &format!("{tilde}}}"), |inside| inside.put("endfor"));
        }
    }

    fn heredoc(&mut self, depth: usize) {
        let (flush, indent) = self.pick(&[("", ""), ("-", "  "), ("-", "\t"), ("", "    ")]);
        let newline = self.newline;
        let _ = write!(self.text, "<<{flush}EOT{newline}");
        for _ in 0..self.below(4) {
            self.put(indent);
            for _ in 0..self.below(3) {
                self.part(depth);
            }
            self.put(newline);
        }
        let _ = write!(self.text, "{indent}EOT");
        // Within brackets something else may follow, and it needs a line break.
        if self.brackets > 0 {
            self.put(newline);
        }
        // What follows must not look like a line behind a broken string.
        if self.templates > 0 {
            self.put("/**/");
        }
    }
}
