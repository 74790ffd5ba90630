use crate::hcl::parse_expressions;
use crate::hcl::value::{Budget, NoScope, evaluate, parse_shown, show, shows};

/// The call gives what is shown.
fn check(call: &str, expected: &str) {
    let parse = parse_expressions(call);
    assert!(parse.diagnostics.is_empty(), "{call}: {:?}", parse.diagnostics);
    let (value, findings) = evaluate(&parse.tree[0], call, &NoScope, &mut Budget::default());
    assert!(findings.is_empty(), "{call}: {findings:?}");
    let shown = parse_shown(expected).expect(expected);
    assert_eq!(
        shows(&shown, &value),
        Some(true),
        "{call} is {}, not {expected}",
        show(&value)
    );
}

/// The call is found wrong, at the argument and with the message.
fn check_fault(call: &str, place: &str, message: &str) {
    let parse = parse_expressions(call);
    let (_, findings) = evaluate(&parse.tree[0], call, &NoScope, &mut Budget::default());
    let told: Vec<_> = findings
        .iter()
        .map(|finding| (finding.labels[0].location.of(call), finding.message.as_str()))
        .collect();
    assert_eq!(told, [(place, message)], "{call}");
}

/// The call is neither computed nor found wrong.
fn check_unknown(call: &str) {
    check(call, "(known after apply)");
}

#[test]
fn strings() {
    check("join(\"-\", [\"a\", 1], [true])", "\"a-1-true\"");
    check("split(\",\", \"a,b,\")", r#"["a", "b", ""]"#);
    check("split(\"\", \"한글\")", r#"["한", "글"]"#);
    check("trim(\"?!hi?!\", \"!?\")", "\"hi\"");
    check("trimprefix(\"helloworld\", \"hello\")", "\"world\"");
    check("trimsuffix(\"helloworld\", \"world\")", "\"hello\"");
    check("trimspace(\"  a \\n\")", "\"a\"");
    check("chomp(\"a\\n\\r\\n\\n\")", "\"a\"");
    check("indent(2, \"a\\nb\")", "\"a\\n  b\"");
    check("title(\"hello foo_bar foo-bar\")", "\"Hello Foo_bar Foo-Bar\"");
    check("upper(\"straße\")", "\"STRAßE\"");
    check("strrev(\"héllo👍🏽\")", "\"👍🏽olléh\"");
    check("length(\"héllo👍🏽\")", "6");
    check("substr(\"hello\", 1, 3)", "\"ell\"");
    check("substr(\"hello\", -3, -1)", "\"llo\"");
    check("substr(\"hello\", 3, 10)", "\"lo\"");
    check("basename(\"a/b.txt\")", "\"b.txt\"");
    check("dirname(\"a/../b/c\")", "\"b\"");
    check_fault(
        "join(\",\", [\"a\", null])",
        "[\"a\", null]",
        "`join`: element 1 is null and cannot be joined",
    );
    check_fault(
        "indent(1.5, \"a\")",
        "1.5",
        "`indent`: `spaces` must be a whole number, this is 1.5",
    );
}

#[test]
fn formats() {
    check("format(\"%s is %d\", \"a\", \"3\")", "\"a is 3\"");
    check(
        "format(\"%05d|%-5s|%5s|%+d\", 3, \"a\", \"b\", 4)",
        "\"00003|a    |    b|+4\"",
    );
    check(
        "format(\"%.2f %e %g %x\", 1 / 3, 12345.678, 1000000, 255)",
        "\"0.33 1.234568e+04 1e+06 ff\"",
    );
    check(
        "format(\"%v %#v %q\", [\"a\", 1], \"a\", \"b\")",
        r#""[\"a\",1] \"a\" \"b\"""#,
    );
    check("format(\"%[2]s %[1]s 100%%\", \"a\", \"b\")", "\"b a 100%\"");
    check(
        "formatlist(\"%s-%s\", [\"a\", \"b\"], \"c\")",
        r#"["a-c", "b-c"]"#,
    );
    check_fault(
        "format(\"%s %s\", 1)",
        "\"%s %s\"",
        "`format`: `%s` needs value 2, 1 value is given",
    );
    check_fault(
        "format(\"%s\", 1, 2)",
        "2",
        "`format`: the format takes 1 of the 2 values that are given",
    );
    check_fault(
        "format(\"%d\", 1.5)",
        "1.5",
        "`format`: `%d` needs a whole number, this is 1.5",
    );
    check_fault(
        "format(\"%s\", [])",
        "[]",
        "`format`: `%s` does not fit: a string is needed, this is a tuple",
    );
    check_fault(
        "format(\"100%\")",
        "\"100%\"",
        "`format`: the verb `%` is not finished",
    );
    check_fault("format(\"%z\", 1)", "\"%z\"", "`format`: `%z` is no verb");
    check_fault(
        "formatlist(\"%s%s\", [1, 2], [1])",
        "[1]",
        "`formatlist`: this list has 1 elements, an earlier one 2",
    );
}

#[test]
fn patterns() {
    check("regex(\"[a-z]+\", \"12ab34\")", "\"ab\"");
    check(r#"regex("(\\d+)-(\\d+)", "1-22")"#, r#"["1", "22"]"#);
    check(r#"regex("(?P<a>.)(?P<b>x)?", "q")"#, r#"{ a = "q", b = null }"#);
    check("regexall(\"[a-z]+\", \"1a2bc\")", r#"["a", "bc"]"#);
    check("replace(\"1+2\", \"+\", \"-\")", "\"1-2\"");
    check("replace(\"hello\", \"/l+(o)/\", \"<$1>\")", "\"he<o>\"");
    check_fault(
        "regex(\"x\", \"abc\")",
        "\"abc\"",
        "`regex`: the pattern does not match the string",
    );
    check_fault(
        "regex(\"(\", \"abc\")",
        "\"(\"",
        "`regex`: the pattern is not valid: unclosed group",
    );
    check_fault(
        "regex(\"(?P<a>.)(.)\", \"ab\")",
        "\"(?P<a>.)(.)\"",
        "`regex`: groups with and without names cannot be mixed",
    );
}

#[test]
fn lists() {
    check("concat([1], [\"a\"])", r#"[1, "a"]"#);
    check("flatten([[1, [2]], toset([\"a\"]), []])", r#"[1, 2, "a"]"#);
    check("distinct([\"a\", \"b\", \"a\"])", r#"["a", "b"]"#);
    check("compact([\"a\", \"\", null, \"b\"])", r#"["a", "b"]"#);
    check("element([\"a\", \"b\"], 3)", "\"b\"");
    check("slice([1, 2, 3], 1, 3)", "[2, 3]");
    check("chunklist([1, 2, 3], 2)", "[[1, 2], [3]]");
    check("range(4, 1)", "[4, 3, 2]");
    check("range(0, 1, 0.25)", "[0, 0.25, 0.5, 0.75]");
    check("reverse([1, \"a\"])", r#"["a", 1]"#);
    check("sort([\"b\", \"a\", 1])", r#"["1", "a", "b"]"#);
    check("sum([1, \"2\", 0.5])", "3.5");
    check("index([\"a\", \"b\"], \"b\")", "1");
    check("one([])", "null");
    check("one(toset([\"a\"]))", "\"a\"");
    check("matchkeys([\"a\", \"b\"], [\"x\", \"y\"], [\"y\"])", r#"["b"]"#);
    check("alltrue([true, \"true\"])", "true");
    check("anytrue([])", "false");
    check("contains([1], \"1\")", "false");
    check("coalesce(\"\", null, \"b\")", "\"b\"");
    check("coalescelist([], [1])", "[1]");
    check_fault(
        "element([], 0)",
        "[]",
        "`element`: an empty list has no element to pick",
    );
    check_fault(
        "slice([1], 0, 2)",
        "2",
        "`slice`: 2 is beyond the end of a list of 1 elements",
    );
    check_fault(
        "one([1, 2])",
        "[1, 2]",
        "`one`: at most one element is allowed, there are 2",
    );
    check_fault("range(1, 2, 0)", "0", "`range`: the step must not be zero");
    check_fault(
        "range(1025)",
        "range(1025)",
        "`range`: more than 1024 numbers would be made, the most Terraform allows",
    );
    check_fault(
        "index([\"a\"], \"b\")",
        "\"b\"",
        "`index`: the list does not hold this value",
    );
}

#[test]
fn maps_and_sets() {
    check("keys({ b = 1, a = 2 })", r#"["a", "b"]"#);
    check("values({ b = 1, a = \"x\" })", r#"["x", 1]"#);
    check("lookup({ a = 1 }, \"b\", 2)", "2");
    check(
        "merge({ a = 1, b = 1 }, null, { b = \"x\" })",
        r#"{ a = 1, b = "x" }"#,
    );
    check("zipmap([\"a\", \"b\"], [1, 2])", "{ a = 1, b = 2 }");
    check(
        "transpose({ a = [\"1\", \"2\"], b = [\"2\"] })",
        r#"{ "1" = ["a"], "2" = ["a", "b"] }"#,
    );
    check("setunion([\"a\"], [1])", r#"["1", "a"]"#);
    check("setintersection([1, 2], [2, 3])", "[2]");
    check("setsubtract([\"a\", \"b\"], [\"b\"])", r#"["a"]"#);
    check("setproduct([\"a\", \"b\"], [1])", r#"[["a", 1], ["b", 1]]"#);
    check_fault(
        "lookup({ a = 1 }, \"b\")",
        "\"b\"",
        "`lookup`: there is no key `b`",
    );
    check_fault(
        "zipmap([\"a\"], [])",
        "zipmap([\"a\"], [])",
        "`zipmap`: there are 1 keys and 0 values",
    );
    check_fault(
        "keys([1])",
        "[1]",
        "`keys`: a map or object is needed, this is a tuple",
    );
}

#[test]
fn numbers() {
    check("abs(-1.5)", "1.5");
    check("ceil(1.2)", "2");
    check("floor(-1.2)", "-2");
    check("max(1, \"7\", 3)", "7");
    check("min([4, 2]...)", "2");
    check("parseint(\"-ff\", 16)", "-255");
    check("pow(0.1, 10)", "0.00000000010000000000000011");
    check("pow(3, -2)", "0.1111111111111111");
    check("log(243, 3)", "5");
    check("log(1000, 10)", "2.9999999999999996");
    check("signum(-3)", "-1");
    check_fault(
        "parseint(\"8\", 8)",
        "\"8\"",
        "`parseint`: `8` is not a whole number in base 8",
    );
    check_fault("log(-1, 2)", "log(-1, 2)", "`log`: the result is not a number");
}

#[test]
fn networks() {
    check("cidrsubnet(\"10.0.0.0/16\", 8, 2)", "\"10.0.2.0/24\"");
    check(
        "cidrsubnet(\"fd00:fd12:3456:7890::/56\", 16, 162)",
        "\"fd00:fd12:3456:7800:a200::/72\"",
    );
    check("cidrhost(\"10.0.0.0/8\", -2)", "\"10.255.255.254\"");
    check(
        "cidrhost(\"fd00:fd12:3456:7890:00a2::/72\", 34)",
        "\"fd00:fd12:3456:7890::22\"",
    );
    check("cidrnetmask(\"172.16.0.0/12\")", "\"255.240.0.0\"");
    check(
        "cidrsubnets(\"10.1.0.0/16\", 4, 4, 8, 4)",
        r#"["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"]"#,
    );
    check_fault(
        "cidrsubnet(\"10.0.0.0/16\", 8, 256)",
        "256",
        "`cidrsubnet`: network 256 does not fit into 8 new bits, the last one is 255",
    );
    check_fault(
        "cidrsubnet(\"10.0.0.0/30\", 3, 0)",
        "3",
        "`cidrsubnet`: `10.0.0.0/30` has room for 2 new bits, not 3",
    );
    check_fault(
        "cidrhost(\"10.0.0.0\", 1)",
        "\"10.0.0.0\"",
        "`cidrhost`: `10.0.0.0` is not a network in CIDR notation: the length of the prefix is missing",
    );
    check_fault(
        "cidrhost(\"10.0.0.0/30\", 4)",
        "4",
        "`cidrhost`: 4 is beyond the 4 addresses of `10.0.0.0/30`",
    );
    check_fault(
        "cidrsubnets(\"10.0.0.0/16\", 1, 1, 1)",
        "1",
        "`cidrsubnets`: network 2 does not fit behind the others into `10.0.0.0/16`",
    );
    check_fault(
        "cidrnetmask(\"fd00::/8\")",
        "\"fd00::/8\"",
        "`cidrnetmask`: networks of IPv6 have no netmask, only a prefix",
    );
}

#[test]
fn encodings() {
    check("base64encode(\"한글\")", "\"7ZWc6riA\"");
    check("base64decode(\"aGVsbG8=\")", "\"hello\"");
    check("urlencode(\"a b&c=d/é~\")", "\"a+b%26c%3Dd%2F%C3%A9~\"");
    check(
        "csvdecode(\"a,b\\n1,\\\"x,\\\"\\\"y\\\"\\n\")",
        r#"[{ a = "1", b = "x,\"y" }]"#,
    );
    check(
        "jsonencode({ b = \"<é>\", a = [1.50, null] })",
        r#""{\"a\":[1.5,null],\"b\":\"\\u003cé\\u003e\"}""#,
    );
    check(
        "jsondecode(\"{\\\"a\\\":[true,null,\\\"\\\\u00e9\\\"]}\")",
        r#"{ a = [true, null, "é"] }"#,
    );
    check(
        "yamlencode({ a = [1, { b = \"x\" }], c = {} })",
        r#""\"a\":\n- 1\n- \"b\": \"x\"\n\"c\": {}\n""#,
    );
    check("yamlencode(\"a\\nb\\n\")", r#""|\n  a\n  b\n""#);
    check("md5(\"hello\")", "\"5d41402abc4b2a76b9719d911017c592\"");
    check("sha1(\"hello\")", "\"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d\"");
    check(
        "base64sha256(\"hello\")",
        "\"LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\"",
    );
    check(
        "uuidv5(\"dns\", \"www.terraform.io\")",
        "\"a5008fae-b28c-5ba5-96cd-82b4c53552d6\"",
    );
    check_fault(
        "base64decode(\"!!\")",
        "\"!!\"",
        "`base64decode`: `!` at character 1 is not Base64",
    );
    check_fault(
        "base64decode(\"aGVsbG8\")",
        "\"aGVsbG8\"",
        "`base64decode`: the Base64 text is cut off",
    );
    check_fault(
        "jsondecode(\"[1,]\")",
        "\"[1,]\"",
        "`jsondecode`: this is not JSON, a value is missing (line 1, column 4 of the text)",
    );
    check_fault(
        "csvdecode(\"a,b\\n1\")",
        "\"a,b\\n1\"",
        "`csvdecode`: row 2 has 1 fields, the first line has 2",
    );
}

#[test]
fn dates() {
    let at = "\"2018-01-02T23:12:01+09:00\"";
    let check_date = |format: &str, expected: &str| {
        check(
            &format!("formatdate(\"{format}\", {at})"),
            &format!("\"{expected}\""),
        );
    };
    check_date("YYYY-MM-DD'T'hh:mm:ssZ", "2018-01-02T23:12:01+09:00");
    check_date("EEE, D MMM YY HH:mmaa ZZZ", "Tue, 2 Jan 18 11:12pm +0900");
    check_date("EEEE MMMM 'It''s'", "Tuesday January It's");
    check(
        "timeadd(\"2017-11-22T00:00:00Z\", \"-1h30m1.5s\")",
        "\"2017-11-21T22:29:58Z\"",
    );
    check(
        "timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T01:00:00+01:00\")",
        "0",
    );
    check_fault(
        "formatdate(\"YYY\", \"2018-01-02T00:00:00Z\")",
        "\"YYY\"",
        "`formatdate`: `YYY` is no part of a date",
    );
    check_fault(
        "formatdate(\"YYYY\", \"2018-02-30T00:00:00Z\")",
        "\"2018-02-30T00:00:00Z\"",
        "`formatdate`: `2018-02-30T00:00:00Z` is not a time: there is no such day",
    );
    check_fault(
        "timeadd(\"2017-11-22T00:00:00Z\", \"1d\")",
        "\"1d\"",
        "`timeadd`: `1d` is not a duration",
    );
}

#[test]
fn conversions() {
    check("tonumber(\"1e3\")", "1000");
    check("tobool(\"true\")", "true");
    check("toset([\"b\", \"a\", \"b\"])", r#"toset(["a", "b"])"#);
    check("tolist([1, \"a\"])", r#"tolist(["1", "a"])"#);
    check("tomap({ a = 1, b = \"x\" })", r#"tomap({ a = "1", b = "x" })"#);
    check_fault(
        "tonumber(\"abc\")",
        "\"abc\"",
        "`tonumber`: `abc` is not a number",
    );
    check_fault(
        "tolist([true, 1])",
        "[true, 1]",
        "`tolist`: the elements of a list must have one type, these have none in common",
    );
}

#[test]
fn files_time_and_chance_are_not_computed() {
    for call in [
        "timestamp()",
        "uuid()",
        "file(\"a\")",
        "templatefile(\"a\", {})",
        "filebase64(\"a\")",
        "plantimestamp()",
        "bcrypt(\"a\")",
        "yamldecode(\"a: 1\")",
        "upper(file(\"a\"))",
    ] {
        check_unknown(call);
    }
}

#[test]
fn what_is_not_known_has_a_type_all_the_same() {
    let check_type = |call: &str, expected: &str| {
        let parse = parse_expressions(call);
        let (value, findings) = evaluate(&parse.tree[0], call, &NoScope, &mut Budget::default());
        assert!(findings.is_empty(), "{call}: {findings:?}");
        assert_eq!(value.ty().to_string(), expected, "{call}");
    };
    check_type("split(\",\", timestamp())", "list(string)");
    check_type("element(split(\",\", timestamp()), 0)", "string");
    check_type(
        "concat(split(\",\", timestamp()), split(\"-\", uuid()))",
        "list(string)",
    );
    check_type("concat(split(\",\", timestamp()), [1])", "any");
    check_type("toset(split(\",\", timestamp()))", "set(string)");
    check_type(
        "zipmap([\"a\", uuid()], split(\",\", timestamp()))",
        "map(string)",
    );
    check_type(
        "values(zipmap([\"a\", uuid()], split(\",\", timestamp())))",
        "list(string)",
    );
    check_type("slice(split(\",\", timestamp()), 0, 2)", "list(string)");
    check_type("lookup(jsondecode(timestamp()), \"a\", 1)", "any");
    check_type("merge(jsondecode(timestamp()), null)", "any");
}

#[test]
fn no_value_mends_a_wrong_type() {
    check_fault(
        "values(timestamp())",
        "timestamp()",
        "`values`: a map or object is needed, this is a string",
    );
    check_fault(
        "merge({}, uuid())",
        "uuid()",
        "`merge`: a map or object is needed, this is a string",
    );
    check_fault(
        "slice(split(\",\", uuid()), 0, -1)",
        "-1",
        "`slice`: an index must not be negative",
    );
    check_fault(
        "lookup(zipmap([uuid()], split(\",\", uuid())), \"a\", [])",
        "[]",
        "`lookup`: the default does not fit the elements of the map: a string is needed, this is a tuple",
    );
    check_fault(
        "concat(split(\",\", uuid()), toset([]))",
        "toset([])",
        "`concat`: a list is needed, this is a set",
    );
}
