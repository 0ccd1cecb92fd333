/* Reads the options of the command line. */
#include "options.h"
#include "program.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

struct Options options = {.prefix = "", .batch = 1000, .sample = -1};

static long number(const char *name, const char *text, long least, long most) {
    char *end = NULL;
    long value = strtol(text, &end, 10);
    if (*text == 0 || *end != 0 || value < least || value > most) {
        die("--%s %s: expected %ld to %ld", name, text, least, most);
    }
    return value;
}

void read_options(int count, char **arguments) {
    static const struct option known[] = {
        {"bootstrap", 1, 0, 'b'}, {"database", 1, 0, 'd'},  {"prefix", 1, 0, 'p'},  {"group", 1, 0, 'g'},
        {"decisions", 1, 0, 'o'}, {"positions", 1, 0, 'q'}, {"records", 1, 0, 'n'}, {"templates", 1, 0, 't'},
        {"sample", 1, 0, 's'},    {"batch", 1, 0, 'c'},     {"stay", 0, 0, 'w'},    {0, 0, 0, 0}};
    int option;
    while ((option = getopt_long(count, arguments, "", known, NULL)) != -1) {
        switch (option) {
        case 'b': options.bootstrap = optarg; break;
        case 'd': options.database = optarg; break;
        case 'p': options.prefix = optarg; break;
        case 'g': options.group = optarg; break;
        case 'o': options.decisions = optarg; break;
        case 'q': options.positions = optarg; break;
        case 't': options.templates = optarg; break;
        case 'n': options.records = number("records", optarg, 1, 99999999); break;
        case 's': options.sample = number("sample", optarg, 0, 99999999); break;
        case 'c': options.batch = number("batch", optarg, 1, 10000); break;
        case 'w': options.stay = 1; break;
        default: _exit(2);
        }
    }
    if (optind != count || !options.bootstrap || !options.database || !options.group || !options.decisions ||
        !options.positions || !options.templates || options.records == 0 || options.sample < 0) {
        die("usage: ceiling --bootstrap HOST:PORT --database URL [--prefix PREFIX] --group GROUP --decisions TOPIC "
            "--positions TOPIC --records N --templates FOLDER --sample N [--batch 1000] [--stay]");
    }
}
