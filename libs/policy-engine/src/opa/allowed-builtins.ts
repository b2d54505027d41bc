/**
 * The built-in functions that a Rego pack may call: what depends on its arguments alone. What reads a clock, the time zone
 * data of the machine, the network, chance, the server's settings or its logs is not among them, and neither is
 * what a later OPA adds.
 */
export const ALLOWED_BUILTINS: ReadonlySet<string> = new Set(
  `
  abs and array.concat array.flatten array.reverse array.slice assign base64.decode base64.encode base64.is_valid
  base64url.decode base64url.encode base64url.encode_no_pad bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor
  ceil concat contains count crypto.hmac.equal crypto.hmac.md5 crypto.hmac.sha1 crypto.hmac.sha256 crypto.hmac.sha512
  crypto.md5 crypto.sha1 crypto.sha256 div endswith eq equal floor format_int glob.match glob.quote_meta
  graph.reachable graph.reachable_paths gt gte hex.decode hex.encode indexof indexof_n internal.member_2
  internal.member_3 intersection is_array is_boolean is_null is_number is_object is_set is_string json.filter
  json.is_valid json.marshal json.patch json.remove json.unmarshal lower lt lte max min minus mul neq
  net.cidr_contains net.cidr_contains_matches net.cidr_intersects net.cidr_is_valid net.cidr_merge numbers.range
  numbers.range_step object.filter object.get object.keys object.remove object.subset object.union object.union_n or
  plus product regex.find_all_string_submatch_n regex.find_n regex.globs_match regex.is_valid regex.match
  regex.replace regex.split regex.template_match rem replace round semver.compare semver.is_valid sort split sprintf
  startswith strings.any_prefix_match strings.any_suffix_match strings.count strings.replace_n strings.reverse
  substring sum time.parse_duration_ns time.parse_rfc3339_ns to_number trim trim_left trim_prefix trim_right
  trim_space trim_suffix type_name union units.parse units.parse_bytes upper urlquery.decode urlquery.decode_object
  urlquery.encode urlquery.encode_object walk yaml.is_valid yaml.marshal yaml.unmarshal
  `
    .trim()
    .split(/\s+/),
);
