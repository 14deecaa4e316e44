/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace.h"

#include <stdio.h>
#include <string.h>

enum { HUNDRED_PS_PER_CYCLE = 625 }; /* 62.5 ns at 16 MHz */

static FILE *dump;
static char symbols[256][8]; /* by port letter and bit; 0: not traced */

static bool begin_signal(const char *named, char symbol)
{
    char name[64], port;
    unsigned bit;
    if (sscanf(named, "%63[^=]=%c%u", name, &port, &bit) != 3 || bit > 7) return false;
    symbols[(unsigned char)port][bit] = symbol;
    fprintf(dump, "$var wire 1 %c %s $end\n", symbol, name);
    return true;
}

bool trace_start(const char *path, char *const *names, int count)
{
    dump = fopen(path, "w");
    if (!dump) return false;
    fputs("$timescale 100 ps $end\n$scope module board $end\n", dump);
    for (int i = 0; i < count; i++)
        if (!begin_signal(names[i], (char)('!' + i))) return false;
    fputs("$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n", dump);
    for (int i = 0; i < count; i++) fprintf(dump, "0%c\n", '!' + i);
    fputs("$end\n", dump);
    return true;
}

void trace_level(pin_t pin, bool level)
{
    char symbol = dump ? symbols[(unsigned char)pin.port][pin.bit] : 0;
    if (symbol)
        fprintf(dump, "#%llu\n%d%c\n",
                (unsigned long long)(chip_cycle() * HUNDRED_PS_PER_CYCLE), level, symbol);
}

void trace_end(void)
{
    if (dump) fclose(dump);
}
