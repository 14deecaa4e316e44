/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE
#include "wire.h"

#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
    BYTE_CYCLES = 640, /* ten bits at 250000 baud */
    LONGEST_LINE = 64,
    QUEUE = 1 << 20,
};

static int terminal = -1;
static uint8_t queue[QUEUE];
static size_t first, last;
static uint64_t line_free_at;
static struct {
    uint64_t cycle;
    size_t count;
    uint8_t bytes[LONGEST_LINE];
} said;

const char *wire_open_terminal(void)
{
    static char path[128];
    struct termios raw;
    int slave; /* stays open: a terminal that nobody has open gives errors */
    if (openpty(&terminal, &slave, path, NULL, NULL)) return NULL;
    tcgetattr(slave, &raw);
    cfmakeraw(&raw);
    tcsetattr(slave, TCSANOW, &raw);
    fcntl(terminal, F_SETFL, O_NONBLOCK);
    return path;
}

/* ---- towards the chip ---------------------------------------------------------------------- */

static void send(uint8_t byte)
{
    if (first == last && line_free_at < chip_cycle()) line_free_at = chip_cycle();
    queue[last++ % QUEUE] = byte;
}

void wire_send_hex(const char *hex)
{
    unsigned byte;
    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) send((uint8_t)byte);
}

void wire_take_from_terminal(void)
{
    uint8_t bytes[256];
    if (terminal < 0) return;
    ssize_t count = read(terminal, bytes, sizeof bytes);
    for (ssize_t i = 0; i < count; i++) send(bytes[i]);
}

uint64_t wire_next_arrival(void) { return first == last ? NEVER : line_free_at + BYTE_CYCLES; }

void wire_arrive(void)
{
    while (wire_next_arrival() <= chip_cycle()) {
        line_free_at += BYTE_CYCLES;
        chip_receive(queue[first++ % QUEUE]);
    }
}

/* ---- from the chip ------------------------------------------------------------------------- */

void wire_flush(void)
{
    if (!said.count) return;
    printf("said %llu ", (unsigned long long)said.cycle);
    for (size_t i = 0; i < said.count; i++) printf("%02x", said.bytes[i]);
    putchar('\n');
    said.count = 0;
}

void wire_sent(uint8_t byte)
{
    if (terminal >= 0) {
        /* Nobody reads: it is lost, as on a real line. */
        if (write(terminal, &byte, 1) != 1) return;
        return;
    }
    if (said.count == LONGEST_LINE) wire_flush();
    if (!said.count) said.cycle = chip_cycle();
    said.bytes[said.count++] = byte;
}
