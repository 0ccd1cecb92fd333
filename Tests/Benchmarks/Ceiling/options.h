/* The options of the command line. */
#pragma once

extern struct Options {
    const char *bootstrap, *database, *prefix, *group, *decisions, *positions, *templates;
    long records, sample, batch;
    int stay;
} options;

void read_options(int count, char **arguments);
