/* The Python guest: CPython with its standard library frozen into it.
 *
 * Three exports. `snap_init` starts the interpreter and loads what programs commonly use; the
 * module is snapshotted after it. `run` runs /box/main.py to its end and returns the exit code.
 * `flush` writes out what standard output and error still hold after a run that was cut short.
 * Deliberately absent: a path to search other than /box, site-packages, sockets, threads. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <locale.h>
#include <wchar.h>

/* Low end of the stack that stays free for work on an overflow. The linker puts the stack first in
 * memory, so that its low end is address 0. */
#define STACK_RESERVE (256 << 10)

static const unsigned char LIBRARY[] = {
#embed "stdlib.bin"
};
static const struct _frozen MODULES[] = {
#include "stdlib.inc"
    {0, 0, 0, 0, 0},
};

/* Called every 64 levels of recursion (USE_STACKCHECK). */
int PyOS_CheckStack(void) {
  return (uintptr_t)__builtin_frame_address(0) < STACK_RESERVE;
}

static PyStatus configure(PyConfig *config) {
  static const wchar_t *const PREFIX = L"/usr/local";
  PyConfig_InitIsolatedConfig(config);
  config->use_hash_seed = 1;
  config->hash_seed = 0;
  config->write_bytecode = 0;
  config->site_import = 0;
  config->install_signal_handlers = 0;
  config->pathconfig_warnings = 0;
  config->module_search_paths_set = 1;
  const struct {
    wchar_t **field;
    const wchar_t *value;
  } texts[] = {
      {&config->program_name, L"python"},      {&config->executable, L""},
      {&config->base_executable, L""},         {&config->prefix, PREFIX},
      {&config->exec_prefix, PREFIX},          {&config->base_prefix, PREFIX},
      {&config->base_exec_prefix, PREFIX},     {&config->stdlib_dir, L""},
      {&config->stdio_encoding, L"utf-8"},     {&config->stdio_errors, L"strict"},
      {&config->filesystem_encoding, L"utf-8"},
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    PyStatus status = PyConfig_SetString(config, texts[i].field, texts[i].value);
    if (PyStatus_Exception(status)) return status;
  }
  return PyStatus_Ok();
}

/* Calls a function of the frozen module `invigil`; its integer, or -1 with the error printed. */
static int call(const char *name) {
  long value = -1;
  PyObject *module = PyImport_ImportModule("invigil");
  PyObject *result = module ? PyObject_CallMethod(module, name, NULL) : NULL;
  if (result) value = PyLong_AsLong(result);
  if (PyErr_Occurred()) PyErr_Print();
  Py_XDECREF(result);
  Py_XDECREF(module);
  return (int)value;
}

__attribute__((export_name("snap_init"))) int snap_init(void) {
  PyImport_FrozenModules = MODULES;
  /* What open() and strftime() take for the encoding of text; C's own locale has ASCII alone. */
  setlocale(LC_CTYPE, "C.UTF-8");
  PyConfig config;
  PyStatus status = configure(&config);
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status)) {
    fprintf(stderr, "%s: %s\n", status.func ? status.func : "start",
            status.err_msg ? status.err_msg : "failed");
    return 1;
  }
  return call("prepare");
}

__attribute__((export_name("run"))) int run(void) {
  if (!Py_IsInitialized() && snap_init()) return 99;
  return call("run");
}

__attribute__((export_name("flush"))) int flush(void) {
  PyErr_Clear();
  return call("flush");
}
