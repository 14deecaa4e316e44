/* The wall clock of one process, apart from the true one by as many seconds as a file says.

   Loaded before the C library (LD_PRELOAD); WALL_CLOCK_FILE holds one double and is mapped, so that
   whoever writes it sets the clock at once. Monotonic time and every sleep are the system's own:
   libfaketime shifts those as well, and then clock_nanosleep refuses a time that is past. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile double *offset_s;

__attribute__((constructor)) static void open_clock(void) {
    int file = open(getenv("WALL_CLOCK_FILE"), O_RDONLY);
    void *mapped = mmap(NULL, sizeof(double), PROT_READ, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED)
        abort();
    offset_s = mapped;
    close(file);
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, which, now);
    if (!failed && offset_s && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        now->tv_sec += (time_t)*offset_s;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec read;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &read);
    now->tv_sec = read.tv_sec;
    now->tv_usec = read.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *into) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into)
        *into = now.tv_sec;
    return now.tv_sec;
}
