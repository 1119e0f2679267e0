/* The JavaScript guest: QuickJS-ng without quickjs-libc, and a shim in JavaScript that looks like
 * the part of Node that reads input and writes output.
 *
 * Three exports. `snap_init` starts the engine and runs the shim; the module is snapshotted after
 * it. `run` runs /box/main.js to its end and returns the exit code. `flush` writes out what
 * standard output and error still hold after a run that was cut short. Deliberately absent: files
 * other than /box, threads, sockets, processes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

#include "quickjs.h"

/* Bound well before the host's own stack; see guests/README.md. */
#define STACK_BYTES (7 << 19)
#define MAIN "/box/main.js"

static const char SHIM[] = {
#embed "shim.js"
    , 0};

/* What standard output holds back between two calls of the host. */
static char pending[1 << 16];
static JSRuntime *runtime;
static JSContext *context;
/* What the shim returned: an object of functions. */
static JSValue shim;
static uint64_t random_state;

/* ---- output and input ---- */

__attribute__((export_name("flush"))) int flush(void) {
  return fflush(stdout) | fflush(stderr);
}

static JSValue native_write(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  int fd;
  size_t size;
  (void)self;
  (void)argc;
  if (JS_ToInt32(ctx, &fd, argv[0])) return JS_EXCEPTION;
  FILE *to = fd == 2 ? stderr : stdout;
  if (JS_IsString(argv[1])) {
    const char *text = JS_ToCStringLen(ctx, &size, argv[1]);
    if (!text) return JS_EXCEPTION;
    fwrite(text, 1, size, to);
    JS_FreeCString(ctx, text);
  } else {
    uint8_t *bytes = JS_GetUint8Array(ctx, &size, argv[1]);
    if (!bytes) return JS_EXCEPTION;
    fwrite(bytes, 1, size, to);
  }
  return JS_UNDEFINED;
}

/* A whole file, or standard input for NULL; NULL where it cannot be read. */
static uint8_t *slurp(const char *path, size_t *size) {
  FILE *from = path ? fopen(path, "rb") : stdin;
  if (!from) return NULL;
  size_t room = 1 << 16, used = 0, got;
  uint8_t *bytes = malloc(room + 1);
  while (bytes && (got = fread(bytes + used, 1, room - used, from)) > 0) {
    used += got;
    if (used == room) bytes = realloc(bytes, (room *= 2) + 1);
  }
  int failed = ferror(from);
  if (path) fclose(from);
  if (failed) {
    free(bytes);
    return NULL;
  }
  if (bytes) bytes[used] = 0;
  *size = used;
  return bytes;
}

static JSValue native_read(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  const char *path = NULL;
  size_t size;
  (void)self;
  (void)argc;
  if (JS_IsString(argv[0]) && !(path = JS_ToCString(ctx, argv[0]))) return JS_EXCEPTION;
  errno = 0;
  uint8_t *bytes = slurp(path, &size);
  int why = errno;
  if (path) JS_FreeCString(ctx, path);
  if (!bytes) return JS_NewInt32(ctx, why ? why : EIO);
  JSValue array = JS_NewUint8ArrayCopy(ctx, bytes, size);
  free(bytes);
  return array;
}

static JSValue native_encode(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  size_t size;
  (void)self;
  (void)argc;
  const char *text = JS_ToCStringLen(ctx, &size, argv[0]);
  if (!text) return JS_EXCEPTION;
  JSValue array = JS_NewUint8ArrayCopy(ctx, (const uint8_t *)text, size);
  JS_FreeCString(ctx, text);
  return array;
}

/* UTF-8 to a string; what is not UTF-8 becomes U+FFFD, as in Node. */
static JSValue native_decode(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  size_t size;
  (void)self;
  (void)argc;
  uint8_t *bytes = JS_GetUint8Array(ctx, &size, argv[0]);
  if (!bytes) return JS_EXCEPTION;
  return JS_NewStringLen(ctx, (const char *)bytes, size);
}

/* ---- time and chance, both the host's ---- */

static JSValue native_now(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  struct timespec now;
  (void)self;
  (void)argc;
  (void)argv;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return JS_NewFloat64(ctx, (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6);
}

/* The host's clock is virtual: this returns at once. */
static JSValue native_sleep(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  double ms;
  (void)self;
  (void)argc;
  if (JS_ToFloat64(ctx, &ms, argv[0])) return JS_EXCEPTION;
  if (ms > 0) {
    struct timespec pause = {(time_t)(ms / 1e3), 0};
    pause.tv_nsec = (long)((ms - (double)pause.tv_sec * 1e3) * 1e6);
    nanosleep(&pause, NULL);
  }
  return JS_UNDEFINED;
}

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators". */
static JSValue native_random(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  (void)self;
  (void)argc;
  (void)argv;
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return JS_NewFloat64(ctx, (double)((random_state * 0x2545F4914F6CDD1DULL) >> 11) * 0x1p-53);
}

static JSValue native_exit(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  int code = 0;
  (void)self;
  (void)argc;
  if (JS_ToInt32(ctx, &code, argv[0])) return JS_EXCEPTION;
  flush();
  _Exit(code & 255);
}

/* ---- what the shim needs to see inside of values ---- */

static JSValue native_promise(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  (void)self;
  (void)argc;
  JSPromiseStateEnum state = JS_PromiseState(ctx, argv[0]);
  JSValue pair = JS_NewArray(ctx);
  JS_SetPropertyUint32(ctx, pair, 0, JS_NewInt32(ctx, (int)state));
  JS_SetPropertyUint32(ctx, pair, 1,
                       state == JS_PROMISE_PENDING ? JS_UNDEFINED : JS_PromiseResult(ctx, argv[0]));
  return pair;
}

static JSValue native_proxy(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  (void)self;
  (void)argc;
  return JS_IsProxy(argv[0]) ? JS_GetProxyTarget(ctx, argv[0]) : JS_UNDEFINED;
}

/* The engine's own name of an object's class: Map, Date, Arguments, Map Iterator. */
static JSValue native_class_of(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  (void)self;
  (void)argc;
  if (!JS_IsObject(argv[0])) return JS_UNDEFINED;
  JSAtom name = JS_GetClassName(runtime, JS_GetClassID(argv[0]));
  JSValue text = JS_AtomToString(ctx, name);
  JS_FreeAtom(ctx, name);
  return text;
}

/* Compiles text whose first two lines are the shim's, under a name that shows in traces. */
static JSValue native_compile(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
  size_t size;
  (void)self;
  (void)argc;
  const char *text = JS_ToCStringLen(ctx, &size, argv[0]);
  const char *name = text ? JS_ToCString(ctx, argv[1]) : NULL;
  JSEvalOptions options = {.version = JS_EVAL_OPTIONS_VERSION,
                           .eval_flags = JS_EVAL_TYPE_GLOBAL,
                           .filename = name,
                           .line_num = -1};
  JSValue value = name ? JS_Eval2(ctx, text, size, &options) : JS_EXCEPTION;
  JS_FreeCString(ctx, name);
  JS_FreeCString(ctx, text);
  return value;
}

static const JSCFunctionListEntry NATIVES[] = {
    JS_CFUNC_DEF("write", 2, native_write),     JS_CFUNC_DEF("read", 1, native_read),
    JS_CFUNC_DEF("encode", 1, native_encode),   JS_CFUNC_DEF("decode", 1, native_decode),
    JS_CFUNC_DEF("now", 0, native_now),         JS_CFUNC_DEF("sleep", 1, native_sleep),
    JS_CFUNC_DEF("random", 0, native_random),   JS_CFUNC_DEF("exit", 1, native_exit),
    JS_CFUNC_DEF("promise", 1, native_promise), JS_CFUNC_DEF("proxy", 1, native_proxy),
    JS_CFUNC_DEF("compile", 2, native_compile), JS_CFUNC_DEF("classOf", 1, native_class_of),
};

/* ---- the shim's functions, called from here ---- */

static JSValue call(const char *name, int argc, JSValueConst *argv) {
  JSValue function = JS_GetPropertyStr(context, shim, name);
  JSValue result = JS_Call(context, function, JS_UNDEFINED, argc, argv);
  JS_FreeValue(context, function);
  return result;
}

/* Prints the pending exception as Node would, and ends with its code; or, where the program
 * listens for it, returns. */
static void uncaught(void) {
  JSValue error = JS_GetException(context);
  JSValueConst arguments[] = {error};
  JSValue result = call("uncaught", 1, arguments);
  if (JS_IsException(result)) {
    fputs("the error could not be printed\n", stderr);
    flush();
    _Exit(1);
  }
  JS_FreeValue(context, result);
  JS_FreeValue(context, error);
}

static void rejected(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool handled,
                     void *opaque) {
  (void)opaque;
  JSValueConst arguments[] = {promise, reason, JS_NewBool(ctx, handled)};
  JSValue result = call("rejected", 3, arguments);
  if (JS_IsException(result)) result = JS_GetException(ctx);
  JS_FreeValue(ctx, result);
}

/* Ticks, then promise jobs, until neither is left: Node's order after each macrotask. */
static void drain(void) {
  for (;;) {
    JSValue ticked = call("ticks", 0, NULL);
    if (JS_IsException(ticked)) {
      uncaught();
      continue;
    }
    int more = JS_ToBool(context, ticked);
    JSContext *where;
    int jobs;
    while ((jobs = JS_ExecutePendingJob(runtime, &where)) != 0) {
      more = 1;
      if (jobs < 0) uncaught();
    }
    if (!more) break;
  }
  JSValue checked = call("unhandled", 0, NULL);
  if (JS_IsException(checked)) uncaught();
  JS_FreeValue(context, checked);
}

/* ---- modules ---- */

static JSModuleDef *compile_module(JSContext *ctx, const char *text, size_t size,
                                   const char *name) {
  JSValue code = JS_Eval(ctx, text, size, name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
  if (JS_IsException(code)) return NULL;
  JSModuleDef *module = JS_VALUE_GET_PTR(code);
  JS_FreeValue(ctx, code);
  return module;
}

/* A built-in module's source comes from the shim, any other from /box. */
static JSModuleDef *load_module(JSContext *ctx, const char *name, void *opaque) {
  (void)opaque;
  JSValue argument = JS_NewString(ctx, name);
  JSValueConst arguments[] = {argument};
  JSValue source = call("source", 1, arguments);
  JS_FreeValue(ctx, argument);
  if (JS_IsException(source)) return NULL;
  size_t size;
  const char *text = JS_ToCStringLen(ctx, &size, source);
  JS_FreeValue(ctx, source);
  if (!text) return NULL;
  JSModuleDef *module = compile_module(ctx, text, size, name);
  JS_FreeCString(ctx, text);
  return module;
}

/* ---- the two exports ---- */

__attribute__((export_name("snap_init"))) int snap_init(void) {
  setvbuf(stdout, pending, _IOFBF, sizeof pending);
  runtime = JS_NewRuntime();
  context = runtime ? JS_NewContext(runtime) : NULL;
  if (!context) return 1;
  JS_SetMaxStackSize(runtime, STACK_BYTES);
  JS_SetModuleLoaderFunc(runtime, NULL, load_module, NULL);
  JS_SetHostPromiseRejectionTracker(runtime, rejected, NULL);
  random_state = 1;
  JSValue natives = JS_NewObject(context);
  JS_SetPropertyFunctionList(context, natives, NATIVES, sizeof NATIVES / sizeof *NATIVES);
  JSValue start = JS_Eval(context, SHIM, sizeof SHIM - 1, "invigil:shim", JS_EVAL_TYPE_GLOBAL);
  JSValueConst arguments[] = {natives};
  shim = JS_Call(context, start, JS_UNDEFINED, 1, arguments);
  JS_FreeValue(context, start);
  JS_FreeValue(context, natives);
  if (JS_IsException(shim)) {
    JSValue error = JS_GetException(context);
    const char *text = JS_ToCString(context, error);
    fprintf(stderr, "the shim does not start: %s\n", text ? text : "");
    return 2;
  }
  JS_RunGC(runtime);
  return 0;
}

static JSValue arguments_of_run(void) {
  __wasi_size_t count = 0, bytes = 0;
  JSValue list = JS_NewArray(context);
  if (__wasi_args_sizes_get(&count, &bytes)) return list;
  uint8_t **pointers = malloc((count + 1) * sizeof *pointers);
  uint8_t *text = malloc(bytes + 1);
  if (pointers && text && !__wasi_args_get(pointers, text))
    for (__wasi_size_t i = 0; i < count; i++)
      JS_SetPropertyUint32(context, list, i, JS_NewString(context, (char *)pointers[i]));
  free(pointers);
  free(text);
  return list;
}

/* Evaluates the program; 0, or COMPILE_ERROR. */
static int run_main(const char *text, size_t size) {
  JSValue source = JS_NewStringLen(context, text, size);
  JSValue arguments = arguments_of_run();
  JSValueConst passed[] = {source, arguments};
  int code = 0;
  JSValue result = call("main", 2, passed);
  if (JS_IsNull(result)) {
    /* It has import or export. */
    result = JS_Eval(context, text, size, "main.js", JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(result)) {
      JSValue error = JS_GetException(context);
      JSValueConst why[] = {error};
      result = call("uncompiled", 1, why);
      JS_FreeValue(context, error);
    } else {
      result = JS_EvalFunction(context, result);
    }
  }
  if (JS_IsException(result)) uncaught();
  if (JS_IsNumber(result)) JS_ToInt32(context, &code, result);
  JS_FreeValue(context, result);
  JS_FreeValue(context, arguments);
  JS_FreeValue(context, source);
  return code;
}

__attribute__((export_name("run"))) int run(void) {
  if (!runtime && snap_init()) return 99;
  if (__wasi_random_get((uint8_t *)&random_state, sizeof random_state) || !random_state)
    random_state = 1;
  JS_UpdateStackTop(runtime);
  size_t size;
  char *text = (char *)slurp(MAIN, &size);
  if (!text) {
    fputs("there is no " MAIN "\n", stderr);
    return 98;
  }
  int code = run_main(text, size);
  free(text);
  if (!code) code = -1;
  while (code < 0) {
    drain();
    JSValue next = call("turn", 0, NULL);
    if (JS_IsException(next))
      uncaught();
    else
      JS_ToInt32(context, &code, next);
    JS_FreeValue(context, next);
  }
  flush();
  return code;
}
