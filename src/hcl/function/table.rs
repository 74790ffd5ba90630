//! The table of functions of Terraform 1.11, in the order of their names.

use super::Kind::{Any, Bool, List, Map, Number as Num, Set, String as Str};
use super::inference::Inference;
use super::{Body, Function, Kind, MarkRule, Needs, Parameter, not_computed};
use super::{cidr, collection, conversion, date, encoding, format, hash, json, list, map, number, pattern};
use super::{inference, set, string, text, yaml};

const STRINGS: Kind = List(&Str);
const NUMBERS: Kind = List(&Num);
const BOOLS: Kind = List(&Bool);
const LIST: Kind = List(&Any);
const SET: Kind = Set(&Any);

/// A parameter.
const fn p(name: &'static str, kind: Kind) -> Parameter {
    Parameter {
        name,
        kind,
        nullable: false,
    }
}

/// A parameter for which null may be given.
const fn n(name: &'static str, kind: Kind) -> Parameter {
    Parameter {
        name,
        kind,
        nullable: true,
    }
}

const fn f(name: &'static str, parameters: &'static [Parameter], returns: Kind, body: Body) -> Function {
    Function {
        name,
        parameters,
        rest: None,
        arity: None,
        returns,
        marks: MarkRule::Gather,
        needs: Needs::Everything,
        infer: None,
        body,
    }
}

impl Function {
    const fn rest(mut self, parameter: Parameter) -> Self {
        self.rest = Some(parameter);
        self
    }

    const fn least(mut self, least: usize) -> Self {
        self.arity = Some((least, usize::MAX));
        self
    }

    const fn between(mut self, least: usize, most: usize) -> Self {
        self.arity = Some((least, most));
        self
    }

    /// Works on the arguments without looking into their parts, which keep their marks.
    const fn structural(mut self) -> Self {
        self.marks = MarkRule::KeepInside;
        self.needs = Needs::Arguments;
        self
    }

    const fn keeps_marks(mut self) -> Self {
        self.marks = MarkRule::KeepInside;
        self
    }

    const fn own_marks(mut self) -> Self {
        self.marks = MarkRule::Own;
        self.needs = Needs::Nothing;
        self
    }

    /// Finds out more of the result than its kind while arguments are not known.
    const fn infer(mut self, infer: Inference) -> Self {
        self.infer = Some(infer);
        self
    }

    const fn takes_unknown(mut self) -> Self {
        self.needs = Needs::Nothing;
        self
    }
}

/// The function of a name without `core::`; `None` when there is none.
pub fn find(name: &str) -> Option<&'static Function> {
    let at = TABLE.binary_search_by(|function| function.name.cmp(name)).ok()?;
    TABLE.get(at)
}

/// The names of all functions, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|function| function.name)
}

static TABLE: &[Function] = &[
    f("abs", &[p("num", Num)], Num, number::abs),
    f("abspath", &[p("path", Str)], Str, not_computed),
    f("alltrue", &[p("list", BOOLS)], Bool, list::alltrue),
    f("anytrue", &[p("list", BOOLS)], Bool, list::anytrue),
    f("base64decode", &[p("str", Str)], Str, encoding::base64decode),
    f("base64encode", &[p("str", Str)], Str, encoding::base64encode),
    f("base64gzip", &[p("str", Str)], Str, not_computed),
    f("base64sha256", &[p("str", Str)], Str, hash::base64sha256),
    f("base64sha512", &[p("str", Str)], Str, hash::base64sha512),
    f("basename", &[p("path", Str)], Str, string::basename),
    f("bcrypt", &[p("str", Str)], Str, not_computed)
        .rest(p("cost", Num))
        .between(1, 2),
    f("can", &[p("expression", Any)], Bool, not_computed),
    f("ceil", &[p("num", Num)], Num, number::ceil),
    f("chomp", &[p("str", Str)], Str, string::chomp),
    f(
        "chunklist",
        &[p("list", LIST), p("size", Num)],
        List(&LIST),
        list::chunklist,
    )
    .structural()
    .infer(inference::chunklist),
    f(
        "cidrhost",
        &[p("prefix", Str), p("hostnum", Num)],
        Str,
        cidr::cidrhost,
    ),
    f("cidrnetmask", &[p("prefix", Str)], Str, cidr::cidrnetmask),
    f(
        "cidrsubnet",
        &[p("prefix", Str), p("newbits", Num), p("netnum", Num)],
        Str,
        cidr::cidrsubnet,
    ),
    f("cidrsubnets", &[p("prefix", Str)], STRINGS, cidr::cidrsubnets).rest(p("newbits", Num)),
    f("coalesce", &[], Any, collection::coalesce)
        .rest(n("vals", Any))
        .least(1)
        .takes_unknown()
        .infer(inference::coalesce),
    f("coalescelist", &[], Any, collection::coalescelist)
        .rest(n("vals", Any))
        .least(1)
        .takes_unknown(),
    f("compact", &[p("list", STRINGS)], STRINGS, list::compact),
    f("concat", &[], Any, list::concat)
        .rest(p("seqs", Any))
        .least(1)
        .structural()
        .infer(inference::concat),
    f(
        "contains",
        &[p("list", Any), p("value", Any)],
        Bool,
        collection::contains,
    )
    .takes_unknown(),
    f("csvdecode", &[p("str", Str)], Any, encoding::csvdecode),
    f("dirname", &[p("path", Str)], Str, string::dirname),
    f("distinct", &[p("list", LIST)], LIST, list::distinct).infer(inference::as_first),
    f("element", &[p("list", Any), p("index", Num)], Any, list::element)
        .structural()
        .infer(inference::element),
    f(
        "endswith",
        &[p("str", Str), p("suffix", Str)],
        Bool,
        string::endswith,
    ),
    f(
        "ephemeralasnull",
        &[n("value", Any)],
        Any,
        conversion::ephemeralasnull,
    )
    .own_marks(),
    f("file", &[p("path", Str)], Str, not_computed),
    f("filebase64", &[p("path", Str)], Str, not_computed),
    f("filebase64sha256", &[p("path", Str)], Str, not_computed),
    f("filebase64sha512", &[p("path", Str)], Str, not_computed),
    f("fileexists", &[p("path", Str)], Bool, not_computed),
    f("filemd5", &[p("path", Str)], Str, not_computed),
    f(
        "fileset",
        &[p("path", Str), p("pattern", Str)],
        Set(&Str),
        not_computed,
    ),
    f("filesha1", &[p("path", Str)], Str, not_computed),
    f("filesha256", &[p("path", Str)], Str, not_computed),
    f("filesha512", &[p("path", Str)], Str, not_computed),
    f("flatten", &[p("list", Any)], Any, list::flatten)
        .structural()
        .infer(inference::flatten),
    f("floor", &[p("num", Num)], Num, number::floor),
    f("format", &[p("format", Str)], Any, format::format)
        .rest(n("args", Any))
        .takes_unknown(),
    f(
        "formatdate",
        &[p("format", Str), p("time", Str)],
        Str,
        date::formatdate,
    ),
    f("formatlist", &[p("format", Str)], Any, format::formatlist)
        .rest(n("args", Any))
        .takes_unknown(),
    f("indent", &[p("spaces", Num), p("str", Str)], Str, string::indent),
    f("index", &[p("list", Any), p("value", Any)], Any, list::index).infer(inference::index),
    f("issensitive", &[n("value", Any)], Bool, conversion::issensitive).own_marks(),
    f("join", &[p("separator", Str)], Str, string::join)
        .rest(p("lists", STRINGS))
        .least(2),
    f("jsondecode", &[p("str", Str)], Any, json::jsondecode),
    f("jsonencode", &[n("val", Any)], Str, json::jsonencode),
    f("keys", &[p("inputMap", Any)], Any, map::keys)
        .structural()
        .infer(inference::keys),
    f("length", &[p("value", Any)], Num, collection::length)
        .structural()
        .infer(inference::length),
    f("log", &[p("num", Num), p("base", Num)], Num, number::log),
    f("lookup", &[p("inputMap", Any), p("key", Str)], Any, map::lookup)
        .rest(n("default", Any))
        .between(2, 3)
        .structural()
        .infer(inference::lookup),
    f("lower", &[p("str", Str)], Str, string::lower),
    f(
        "matchkeys",
        &[p("values", LIST), p("keys", LIST), p("searchset", LIST)],
        LIST,
        list::matchkeys,
    )
    .infer(inference::as_first),
    f("max", &[], Num, number::max).rest(p("numbers", Num)).least(1),
    f("md5", &[p("str", Str)], Str, hash::md5),
    f("merge", &[], Any, map::merge)
        .rest(n("maps", Any))
        .structural()
        .infer(inference::merge),
    f("min", &[], Num, number::min).rest(p("numbers", Num)).least(1),
    f("nonsensitive", &[n("value", Any)], Any, conversion::nonsensitive).own_marks(),
    f("one", &[p("list", Any)], Any, list::one)
        .takes_unknown()
        .infer(inference::one),
    f(
        "parseint",
        &[p("number", Any), p("base", Num)],
        Any,
        number::parseint,
    )
    .infer(inference::parseint),
    f("pathexpand", &[p("path", Str)], Str, not_computed),
    f("plantimestamp", &[], Str, not_computed),
    f("pow", &[p("num", Num), p("power", Num)], Num, number::pow),
    f("range", &[], NUMBERS, list::range)
        .rest(p("params", Num))
        .between(1, 3),
    f(
        "regex",
        &[p("pattern", Str), p("string", Str)],
        Any,
        pattern::regex,
    ),
    f(
        "regexall",
        &[p("pattern", Str), p("string", Str)],
        LIST,
        pattern::regexall,
    ),
    f(
        "replace",
        &[p("str", Str), p("substr", Str), p("replace", Str)],
        Str,
        pattern::replace,
    ),
    f("reverse", &[p("list", Any)], Any, list::reverse)
        .structural()
        .infer(inference::reverse),
    f(
        "rsadecrypt",
        &[p("ciphertext", Str), p("privatekey", Str)],
        Str,
        not_computed,
    ),
    f("sensitive", &[n("value", Any)], Any, conversion::sensitive).own_marks(),
    f("setintersection", &[p("first_set", SET)], SET, set::intersection)
        .rest(p("other_sets", SET))
        .infer(inference::sets),
    f("setproduct", &[], Any, set::product)
        .rest(p("sets", Any))
        .least(2)
        .structural()
        .infer(inference::setproduct),
    f("setsubtract", &[p("a", SET), p("b", SET)], SET, set::subtract).infer(inference::sets),
    f("setunion", &[p("first_set", SET)], SET, set::union)
        .rest(p("other_sets", SET))
        .infer(inference::sets),
    f("sha1", &[p("str", Str)], Str, hash::sha1),
    f("sha256", &[p("str", Str)], Str, hash::sha256),
    f("sha512", &[p("str", Str)], Str, hash::sha512),
    f("signum", &[p("num", Num)], Num, number::signum),
    f(
        "slice",
        &[p("list", Any), p("start_index", Num), p("end_index", Num)],
        Any,
        list::slice,
    )
    .structural()
    .infer(inference::slice),
    f("sort", &[p("list", STRINGS)], STRINGS, list::sort),
    f(
        "split",
        &[p("separator", Str), p("str", Str)],
        STRINGS,
        string::split,
    ),
    f(
        "startswith",
        &[p("str", Str), p("prefix", Str)],
        Bool,
        string::startswith,
    ),
    f(
        "strcontains",
        &[p("str", Str), p("substr", Str)],
        Bool,
        string::strcontains,
    ),
    f("strrev", &[p("str", Str)], Str, text::strrev),
    f(
        "substr",
        &[p("str", Str), p("offset", Num), p("length", Num)],
        Str,
        text::substr,
    ),
    f("sum", &[p("list", Any)], Any, list::sum).infer(inference::sum),
    f(
        "templatefile",
        &[p("path", Str), p("vars", Any)],
        Any,
        not_computed,
    )
    .takes_unknown(),
    f(
        "templatestring",
        &[p("template", Str), p("vars", Any)],
        Str,
        not_computed,
    )
    .takes_unknown(),
    f(
        "textdecodebase64",
        &[p("source", Str), p("encoding", Str)],
        Str,
        not_computed,
    ),
    f(
        "textencodebase64",
        &[p("string", Str), p("encoding", Str)],
        Str,
        not_computed,
    ),
    f(
        "timeadd",
        &[p("timestamp", Str), p("duration", Str)],
        Str,
        date::timeadd,
    ),
    f(
        "timecmp",
        &[p("timestamp_a", Str), p("timestamp_b", Str)],
        Num,
        date::timecmp,
    ),
    f("timestamp", &[], Str, not_computed),
    f("title", &[p("str", Str)], Str, text::title),
    f("tobool", &[n("v", Any)], Bool, conversion::tobool)
        .keeps_marks()
        .takes_unknown(),
    f("tolist", &[n("v", Any)], LIST, conversion::tolist)
        .keeps_marks()
        .takes_unknown()
        .infer(inference::tolist),
    f("tomap", &[n("v", Any)], Map(&Any), conversion::tomap)
        .keeps_marks()
        .takes_unknown()
        .infer(inference::tomap),
    f("tonumber", &[n("v", Any)], Num, conversion::tonumber)
        .keeps_marks()
        .takes_unknown(),
    f("toset", &[n("v", Any)], SET, conversion::toset)
        .keeps_marks()
        .takes_unknown()
        .infer(inference::toset),
    f("tostring", &[n("v", Any)], Str, conversion::tostring)
        .keeps_marks()
        .takes_unknown(),
    f(
        "transpose",
        &[p("values", Map(&STRINGS))],
        Map(&STRINGS),
        map::transpose,
    ),
    f("trim", &[p("str", Str), p("cutset", Str)], Str, string::trim),
    f(
        "trimprefix",
        &[p("str", Str), p("prefix", Str)],
        Str,
        string::trimprefix,
    ),
    f("trimspace", &[p("str", Str)], Str, string::trimspace),
    f(
        "trimsuffix",
        &[p("str", Str), p("suffix", Str)],
        Str,
        string::trimsuffix,
    ),
    f("try", &[], Any, not_computed)
        .rest(p("expressions", Any))
        .least(1),
    f("upper", &[p("str", Str)], Str, string::upper),
    f("urlencode", &[p("str", Str)], Str, encoding::urlencode),
    f("uuid", &[], Str, not_computed),
    f(
        "uuidv5",
        &[p("namespace", Str), p("name", Str)],
        Str,
        hash::uuidv5,
    ),
    f("values", &[p("mapping", Any)], Any, map::values)
        .structural()
        .infer(inference::values),
    f("yamldecode", &[p("src", Str)], Any, yaml::yamldecode),
    f("yamlencode", &[n("value", Any)], Str, yaml::yamlencode),
    f(
        "zipmap",
        &[p("keys", STRINGS), p("values", Any)],
        Any,
        map::zipmap,
    )
    .structural()
    .infer(inference::zipmap),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_found_by_name() {
        assert_eq!(TABLE.len(), 118);
        assert!(TABLE.is_sorted_by_key(|function| function.name));
        for function in TABLE {
            assert_eq!(find(function.name).map(|found| found.name), Some(function.name));
        }
        assert!(find("map").is_none());
    }

    #[test]
    fn arities_are_those_of_the_signatures() {
        let check =
            |name: &str, least, most| assert_eq!(find(name).unwrap().arity(), (least, most), "{name}");
        check("upper", 1, Some(1));
        check("lookup", 2, Some(3));
        check("max", 1, None);
        check("merge", 0, None);
        check("uuid", 0, Some(0));
        assert_eq!(find("substr").unwrap().usage(), "substr(str, offset, length)");
        assert_eq!(find("join").unwrap().usage(), "join(separator, lists...)");
    }
}
