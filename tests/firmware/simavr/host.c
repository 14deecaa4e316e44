/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the reject controller's real binary in simavr, at a belt. Commands come on standard input,
 * one a line; every answer ends with "ok CYCLE". Time is virtual and stands still between commands,
 * unless it was let go.
 *
 *   run US               lets the chip run for so many microseconds
 *   go | halt            lets it run beside the wall clock, until halt (other commands may come)
 *   belt TICKS_PER_S     speed of the belt; negative: backwards
 *   encoder PIN PIN      pins of channels A and B (twice the same: one channel only)
 *   set PIN LEVEL        drives an input now
 *   after US PIN LEVEL   drives it then
 *   at TICK PIN LEVEL    drives it when the belt passes this place (ticks with a fraction)
 *   say HEX              bytes to the UART, at line speed
 *   reset                power comes back
 *   stall                the main program hangs
 *   stall deaf           with its interrupts off
 *   stall fed            and goes on feeding its watchdog
 *   ports                which pins are outputs, and their levels
 *   figures              interrupts, lost bytes, memory never touched
 *   quit
 *
 * Lines between: "edge PIN LEVEL CYCLE TICK CYCLES_SINCE_TICK" (an output changed), "said CYCLE
 * HEX" (the UART spoke, first byte's cycle), "reset CYCLE watchdog|power", "crashed CYCLE".
 */
#define _DEFAULT_SOURCE
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "belt.h"
#include "chip.h"
#include "trace.h"
#include "wire.h"

enum { CYCLES_PER_US = CPU_HZ / 1000000, SLICE_US = 1000, LONGEST_COMMAND = 1 << 16 };

static bool runs_free;

static unsigned long long number(uint64_t value) { return value; }

/* ---- what the chip tells ------------------------------------------------------------------- */

static void on_output(pin_t pin, bool level)
{
    wire_flush();
    uint64_t now = chip_cycle();
    printf("edge %c%u %d %llu %.0f %llu\n", pin.port, pin.bit, level, number(now),
           floor(belt_tick()), number(now - belt_tick_cycle()));
    trace_level(pin, level);
}

static void on_reset(bool by_watchdog)
{
    wire_flush();
    printf("reset %llu %s\n", number(chip_cycle()), by_watchdog ? "watchdog" : "power");
}

static const chip_listener_t listener = {
    .output = on_output, .input = trace_level, .byte = wire_sent, .reset = on_reset};

/* ---- time ---------------------------------------------------------------------------------- */

static uint64_t sooner(uint64_t one, uint64_t other) { return one < other ? one : other; }

static void run_to(uint64_t end)
{
    while (chip_cycle() < end) {
        uint64_t next = sooner(end, sooner(next_happening(), wire_next_arrival()));
        if (!chip_run_until(next)) {
            printf("crashed %llu\n", number(chip_cycle()));
            fflush(stdout);
            exit(1);
        }
        happen();
        wire_arrive();
    }
}

static void run_us(double us)
{
    uint64_t end = chip_cycle() + (uint64_t)(us * CYCLES_PER_US);
    while (chip_cycle() < end) {
        wire_take_from_terminal();
        run_to(sooner(end, chip_cycle() + SLICE_US * CYCLES_PER_US));
    }
}

static double wall_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* One slice after the other, none before its time, until a command is there. A machine that cannot
 * keep up makes virtual time slower; what was lost is not hurried through afterwards. */
static void run_beside_wall_clock(void)
{
    struct pollfd command = {.fd = STDIN_FILENO, .events = POLLIN};
    double due_us = wall_us();
    while (poll(&command, 1, 0) == 0) {
        run_us(SLICE_US);
        wire_flush();
        fflush(stdout);
        due_us += SLICE_US;
        double early_us = due_us - wall_us();
        if (early_us > 0) usleep((useconds_t)early_us);
        if (early_us < -20 * SLICE_US) due_us = wall_us();
    }
}

/* ---- commands ------------------------------------------------------------------------------ */

static bool obey_pins(const char *line)
{
    pin_t pin, other;
    int level;
    double when;
    if (sscanf(line, "set %c%hhu %d", &pin.port, &pin.bit, &level) == 3)
        chip_drive(pin, level);
    else if (sscanf(line, "after %lf %c%hhu %d", &when, &pin.port, &pin.bit, &level) == 4)
        plan_at_cycle(chip_cycle() + (uint64_t)(when * CYCLES_PER_US), pin, level);
    else if (sscanf(line, "at %lf %c%hhu %d", &when, &pin.port, &pin.bit, &level) == 4)
        plan_at_tick(when, pin, level);
    else if (sscanf(line, "encoder %c%hhu %c%hhu", &pin.port, &pin.bit, &other.port,
                    &other.bit) == 4)
        belt_wire(pin, other);
    else
        return false;
    return true;
}

static bool obey_time(const char *line)
{
    double value;
    if (sscanf(line, "run %lf", &value) == 1)
        run_us(value);
    else if (sscanf(line, "belt %lf", &value) == 1)
        belt_run(value);
    else if (!strcmp(line, "go"))
        runs_free = true;
    else if (!strcmp(line, "halt"))
        runs_free = false;
    else
        return false;
    return true;
}

static bool obey_chip(const char *line)
{
    if (!strncmp(line, "say ", 4))
        wire_send_hex(line + 4);
    else if (!strcmp(line, "reset"))
        chip_reset();
    else if (!strcmp(line, "stall"))
        chip_stall(STALL_STARVING);
    else if (!strcmp(line, "stall deaf"))
        chip_stall(STALL_DEAF);
    else if (!strcmp(line, "stall fed"))
        chip_stall(STALL_FED);
    else if (!strcmp(line, "ports"))
        chip_print_ports();
    else if (!strcmp(line, "figures"))
        chip_print_figures();
    else
        return false;
    return true;
}

static void obey(char *line)
{
    line[strcspn(line, "\n")] = 0;
    if (!obey_time(line) && !obey_pins(line) && !obey_chip(line)) printf("unknown %s\n", line);
    wire_flush();
    printf("ok %llu\n", number(chip_cycle()));
    fflush(stdout);
}

static bool next_command(char *line)
{
    if (runs_free) run_beside_wall_clock();
    return fgets(line, LONGEST_COMMAND, stdin) && strncmp(line, "quit", 4);
}

/* ---- start --------------------------------------------------------------------------------- */

static int refuse(const char *why)
{
    fprintf(stderr, "simavr_host: %s\n", why);
    return 2;
}

int main(int argc, char **argv)
{
    static char line[LONGEST_COMMAND];
    int next = 2;
    setvbuf(stdin, NULL, _IONBF, 0); /* else poll would not see a command that was read already */
    if (argc < 2) return refuse("usage: FIRMWARE.elf [--pty] [--vcd FILE NAME=PIN ...]");
    if (!chip_start(argv[1], &listener)) return refuse("this firmware cannot be read");
    if (argc > next && !strcmp(argv[next], "--pty")) {
        const char *path = wire_open_terminal();
        if (!path) return refuse("no pseudo-terminal to be had");
        printf("pty %s\n", path);
        next++;
    }
    if (argc > next + 1 && !strcmp(argv[next], "--vcd") &&
        !trace_start(argv[next + 1], argv + next + 2, argc - next - 2))
        return refuse("the trace cannot be written");
    printf("ok 0\n");
    fflush(stdout);
    while (next_command(line)) obey(line);
    trace_end();
    return 0;
}
