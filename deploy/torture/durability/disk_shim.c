/* Stands between a program and the C library, by LD_PRELOAD: notes what the program does to the
   files of one folder, and lets a chosen call fail, or end the process before it.

   DISK_SHIM_FOLDER  whose files are looked after; all others are left alone
   DISK_SHIM_NOTES   a file outside of it that takes the notes; without it nothing is noted

   A note: the operation's letter, two lengths of names (uint32), offset and length (uint64), the
   names, and for a write its bytes. The order of notes is the order in which the calls were done. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real(#name))
#define NEVER (-1L)

static char folder[PATH_MAX];
static size_t folder_length;
static int notes = -1;
static pthread_mutex_t turn = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static long calls, fails_at = NEVER;
static int fails_with, fails_for_ever;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *wanted = getenv("DISK_SHIM_FOLDER"), *file = getenv("DISK_SHIM_NOTES");
  if (wanted == NULL || realpath(wanted, folder) == NULL) return;
  folder_length = strlen(folder);
  if (file != NULL)
    notes = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The next call, counted from `at` = 1, fails with `error`, and with `for_ever` all after it, too;
   error 0: the process ends there, as by kill -9. */
void disk_shim_arm(long at, int error, int for_ever) {
  pthread_mutex_lock(&turn);
  calls = 0, fails_at = at, fails_with = error, fails_for_ever = for_ever;
  pthread_mutex_unlock(&turn);
}

/* How many calls there were since it was armed; nothing fails any more. */
long disk_shim_disarm(void) {
  fails_at = NEVER;
  return calls;
}

static int is_ours(const char *path) {
  return folder_length && strncmp(path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == 0);
}

static int is_our_name(const char *path, char *whole) {
  if (path[0] == '/')
    snprintf(whole, PATH_MAX, "%s", path);
  else {
    char here[PATH_MAX];
    if (getcwd(here, sizeof here) == NULL) return 0;
    if (snprintf(whole, PATH_MAX, "%s/%s", here, path) >= PATH_MAX) return 0;
  }
  return is_ours(whole);
}

static int is_our_file(int file, char *whole) {
  char link[64];
  if (!folder_length || file == notes) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, whole, PATH_MAX - 1);
  if (length <= 0) return 0;
  whole[length] = 0;
  return is_ours(whole);
}

static void put(const void *bytes, size_t length) {
  while (length) {
    ssize_t done = syscall(SYS_write, notes, bytes, length);
    if (done <= 0) abort();
    bytes = (const char *)bytes + done, length -= (size_t)done;
  }
}

static void note(char what, const char *name, const char *other, uint64_t offset,
                 const void *bytes, uint64_t length) {
  int before = errno;
  uint32_t lengths[2] = {(uint32_t)strlen(name), (uint32_t)strlen(other)};
  uint64_t numbers[2] = {offset, length};
  if (notes < 0) return;
  put(&what, 1), put(lengths, sizeof lengths), put(numbers, sizeof numbers);
  put(name, lengths[0]), put(other, lengths[1]);
  if (bytes != NULL) put(bytes, length);
  errno = before;
}

/* Called with the turn. */
static int shall_fail(void) {
  if (fails_at == NEVER) return 0;
  calls += 1;
  if (calls != fails_at && !(fails_for_ever && calls > fails_at)) return 0;
  if (fails_with == 0) kill(getpid(), SIGKILL);
  errno = fails_with;
  return 1;
}

/* One call of ours: it fails as asked, or is done and noted before another one begins. */
#define DONE(type, call, what)                                                                     \
  pthread_mutex_lock(&turn);                                                                       \
  type result = shall_fail() ? -1 : (call);                                                        \
  if (result >= 0) { what; }                                                                       \
  pthread_mutex_unlock(&turn);                                                                     \
  return result

static int opened(int at, const char *path, int flags, mode_t mode) {
  char whole[PATH_MAX];
  if (at != AT_FDCWD || !is_our_name(path, whole))
    return (int)syscall(SYS_openat, at, path, flags, mode);
  int is_new = (flags & O_CREAT) && access(whole, F_OK) != 0;
  DONE(int, (int)syscall(SYS_openat, at, path, flags, mode), {
    if (is_new)
      note('C', whole, "", 0, NULL, 0);
    else if (flags & O_TRUNC)
      note('T', whole, "", 0, NULL, 0);
  });
}

#define MODE_OF(flags)                                                                             \
  mode_t mode = 0;                                                                                 \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                                                           \
    va_list more;                                                                                  \
    va_start(more, flags);                                                                         \
    mode = va_arg(more, mode_t);                                                                   \
    va_end(more);                                                                                  \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return opened(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return opened(at, path, flags | O_LARGEFILE, mode);
}

static off_t place(int file) {
  struct stat found;
  if (fcntl(file, F_GETFL) & O_APPEND) return fstat(file, &found) ? 0 : found.st_size;
  return lseek(file, 0, SEEK_CUR);
}

ssize_t write(int file, const void *bytes, size_t length) {
  char whole[PATH_MAX];
  if (!is_our_file(file, whole)) return syscall(SYS_write, file, bytes, length);
  off_t offset = place(file);
  DONE(ssize_t, syscall(SYS_write, file, bytes, length),
       note('W', whole, "", (uint64_t)offset, bytes, (uint64_t)result));
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  char whole[PATH_MAX];
  if (!is_our_file(file, whole)) return syscall(SYS_pwrite64, file, bytes, length, offset);
  DONE(ssize_t, syscall(SYS_pwrite64, file, bytes, length, offset),
       note('W', whole, "", (uint64_t)offset, bytes, (uint64_t)result));
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
  return pwrite(file, bytes, length, offset);
}

int ftruncate(int file, off_t length) {
  char whole[PATH_MAX];
  if (!is_our_file(file, whole)) return (int)syscall(SYS_ftruncate, file, length);
  DONE(int, (int)syscall(SYS_ftruncate, file, length),
       note('T', whole, "", (uint64_t)length, NULL, 0));
}

int ftruncate64(int file, off_t length) { return ftruncate(file, length); }

int fsync(int file) {
  char whole[PATH_MAX];
  if (!is_our_file(file, whole)) return (int)syscall(SYS_fsync, file);
  DONE(int, (int)syscall(SYS_fsync, file), note('S', whole, "", 0, NULL, 0));
}

int fdatasync(int file) {
  char whole[PATH_MAX];
  if (!is_our_file(file, whole)) return (int)syscall(SYS_fdatasync, file);
  DONE(int, (int)syscall(SYS_fdatasync, file), note('S', whole, "", 0, NULL, 0));
}

int rename(const char *from, const char *to) {
  char whole[PATH_MAX], other[PATH_MAX];
  if (!is_our_name(from, whole) || !is_our_name(to, other)) return REAL(rename)(from, to);
  DONE(int, REAL(rename)(from, to), note('R', whole, other, 0, NULL, 0));
}

int unlink(const char *path) {
  char whole[PATH_MAX];
  if (!is_our_name(path, whole)) return REAL(unlink)(path);
  DONE(int, REAL(unlink)(path), note('U', whole, "", 0, NULL, 0));
}

int mkdir(const char *path, mode_t mode) {
  char whole[PATH_MAX];
  if (!is_our_name(path, whole)) return REAL(mkdir)(path, mode);
  DONE(int, REAL(mkdir)(path, mode), note('D', whole, "", 0, NULL, 0));
}
