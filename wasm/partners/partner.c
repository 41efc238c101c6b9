/* A partner that previews without a runtime: the module as C, by wasm2c; see build.sh.
 *
 *   partner SET.cbor SNAPSHOT.cbor   a cart for a member, previewed here
 *   partner                          calls from standard input, a line each
 *
 * A line in: the export, its handles or `-`, and `x` with the input in hexadecimal, or `-`.
 * A line out: the status, and `x` with the output. Keys and types: `tiercel.cddl`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tiercel.h"

typedef uint8_t byte;
enum { ANSWER, REFUSED, LIMIT = 4, MOST = 4 << 20 };

static Z_tiercel_instance_t module;

static void fail(const char* why) {
  fprintf(stderr, "partner: %s\n", why);
  exit(1);
}

/* Makes a call by its export's name. The output is good until the next call. */
static u32 call(const char* name, const u32* h, const byte* in, u32 len, byte** out, u32* out_len) {
  u32 place = Z_tiercelZ_tiercel_input(&module, len);
  if (place == 0 && len > 0) {
    *out_len = 0;
    return LIMIT;
  }
  memcpy(module.w2c_memory.data + place, in, len);
  u32 status = 0, known = 0;
#define EXPORT(export, ...) \
  if (strcmp(name, #export) == 0) known = 1, status = Z_tiercelZ_##export(&module, __VA_ARGS__);
  EXPORT(tiercel_check, len)
  EXPORT(tiercel_policies_load, len)
  EXPORT(tiercel_policies_free, h[0])
  EXPORT(tiercel_member_load, len)
  EXPORT(tiercel_member_free, h[0])
  EXPORT(tiercel_preview, h[0], h[1], len)
  EXPORT(tiercel_quote, h[0], len)
  EXPORT(tiercel_explain_quote, h[0], len)
  EXPORT(tiercel_touches, h[0], len)
  EXPORT(tiercel_decide, h[0], len)
  EXPORT(tiercel_explain, h[0], len)
  EXPORT(tiercel_replay, len)
  EXPORT(tiercel_view, h[0], len)
  EXPORT(tiercel_snapshot, len)
  EXPORT(tiercel_verify_draw, len)
  EXPORT(tiercel_draw_path, len)
  EXPORT(tiercel_offers, h[0], len)
  if (!known) fail("there is no such call");
  /* The memory may have moved during the call: its place is read anew. */
  *out = module.w2c_memory.data + Z_tiercelZ_tiercel_output(&module);
  *out_len = Z_tiercelZ_tiercel_output_len(&module);
  return status;
}

/* The head of an item: its argument, and where its content begins. */
static u64 head(const byte** at) {
  byte info = *(*at)++ & 31;
  u64 value = info;
  if (info >= 24) {
    value = 0;
    for (int n = 1 << (info - 24); n > 0; n--) value = value << 8 | *(*at)++;
  }
  return value;
}

static const byte* skip(const byte* at) {
  int major = *at >> 5;
  u64 count = head(&at);
  if (major == 2 || major == 3) return at + count;
  for (u64 n = major == 5 ? 2 * count : major == 4 ? count : 0; n > 0; n--) at = skip(at);
  return at;
}

/* The field of a record by its number. The module's answers are well formed. */
static const byte* field(const byte* at, u64 wanted) {
  for (u64 fields = head(&at); fields > 0; fields--) {
    if (head(&at) == wanted) return at;
    at = skip(at);
  }
  fail("a field is missing");
  return at;
}

static long long number(const byte* at) { return (long long)head(&at); }

static byte* load(const char* path, u32* len) {
  static byte bytes[MOST];
  FILE* file = fopen(path, "rb");
  if (!file) fail("a file cannot be read");
  *len = (u32)fread(bytes, 1, MOST, file);
  fclose(file);
  return bytes;
}

static void preview(const char* policies, const char* snapshot) {
  /* {0: {0: [{0: "tea", 1: "tea", 2: 2, 3: 9900}], 1: 800}, 1: 2026-01-01T00:04Z} */
  static const byte cart[] = "\xa2\0\xa2\0\x81\xa4\0\x63tea\1\x63tea\2\2\3\x19\x26\xac\1\x19\3\x20"
                             "\1\x1b\0\0\1\x9b\x76\xde\x51\x80";
  static const byte empty[] = "\xa2\0\xa0\1\x1b\0\0\1\x9b\x76\xde\x51\x80"; /* no lines */
  u32 handles[2], len;
  byte* out;
  byte* in = load(policies, &len);
  if (call("tiercel_policies_load", 0, in, len, &out, &len) != ANSWER) fail("no set of policies");
  handles[0] = (u32)number(out);
  in = load(snapshot, &len);
  if (call("tiercel_member_load", 0, in, len, &out, &len) != ANSWER) fail("no snapshot");
  handles[1] = (u32)number(out);
  if (call("tiercel_preview", handles, cart, sizeof cart - 1, &out, &len) != ANSWER)
    fail("no quote");
  const byte* tier = field(field(out, 9), 0);
  int letters = (int)head(&tier);
  printf("tier %.*s\npoints %lld\n", letters, (const char*)tier, number(field(out, 8)));
  printf("price %lld after %lld points, earning %lld\n", number(field(out, 5)),
         number(field(field(out, 4), 1)), number(field(out, 6)));
  if (call("tiercel_preview", handles, empty, sizeof empty - 1, &out, &len) != REFUSED)
    fail("not refused");
  printf("refusal %lld\n", number(field(field(out, 0), 0)));
}

static int digit(char letter) { return letter <= '9' ? letter - '0' : letter - 'a' + 10; }

static void answer_lines(void) {
  static char line[2 * MOST + 64], name[32], handles[32], given[2 * MOST + 2];
  static byte in[MOST];
  while (fgets(line, sizeof line, stdin)) {
    u32 h[2] = {0, 0}, len = 0, out_len;
    if (sscanf(line, "%31s %31s %s", name, handles, given) != 3) fail("this is no call");
    sscanf(handles, "%u,%u", &h[0], &h[1]);
    for (const char* at = given + 1; *given == 'x' && *at; at += 2)
      in[len++] = (byte)(digit(at[0]) << 4 | digit(at[1]));
    byte* out;
    printf("%u x", call(name, h, in, len, &out, &out_len));
    for (u32 n = 0; n < out_len; n++) printf("%02x", out[n]);
    printf("\n");
    fflush(stdout);
  }
}

int main(int argc, char** argv) {
  wasm_rt_init();
  Z_tiercel_init_module();
  Z_tiercel_instantiate(&module, 0);
  if (Z_tiercelZ_tiercel_abi_1(&module) != 1) fail("this module speaks another ABI");
  argc == 3 ? preview(argv[1], argv[2]) : answer_lines();
  return 0;
}
