/* The decision as the outbox holds it: read once, cut into pieces, written for each request. */
#define _GNU_SOURCE 1 /* memmem */
#include "decision.h"
#include "options.h"
#include "program.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A framed record in pieces: bytes that are the same for all, ids, and what depends on the lane and the number. */
typedef struct {
    enum { BYTES, RETURN_ID, ORDER_ID, EVENT_ID, LANE, SEQUENCE } kind;
    size_t start, size; /* of BYTES, in the frame */
} Piece;

static struct {
    Buffer frame;
    Buffer pieces;      /* each a Piece */
    size_t fixed_bytes; /* of key, value and headers, without what depends on the lane and the number */
} decision;

static void add_piece(int kind, size_t start, size_t size) {
    if (kind == BYTES && size == 0) return;
    const Piece piece = {kind, start, size};
    append(&decision.pieces, &piece, sizeof piece);
}

static void add_length(uint64_t length) {
    size_t start = decision.frame.size;
    append_length(&decision.frame, length);
    add_piece(BYTES, start, decision.frame.size - start);
}

/* A field of the frame: its length plus one, its bytes, cut where ids stand in it. */
static void add_field(const void *bytes, size_t size) {
    add_length(size + 1);
    size_t start = decision.frame.size;
    append(&decision.frame, bytes, size);
    const uint8_t *base = decision.frame.bytes, *from = base + start, *end = base + decision.frame.size;
    while (from < end) {
        bool is_order = false;
        const uint8_t *place = next_id(from, end, &is_order);
        add_piece(BYTES, (size_t)(from - base), (size_t)(place - from));
        if (place < end) add_piece(is_order ? ORDER_ID : RETURN_ID, 0, 0);
        from = place + ID_SIZE;
    }
}

static void add_header(const char *name, size_t name_size, const char *value, size_t value_size) {
    static const struct {
        const char *name;
        int kind;
    } variable[] = {{"ce_id", EVENT_ID}, {"ce_backhaullane", LANE}, {"ce_backhaulseq", SEQUENCE}};
    add_field(name, name_size);
    decision.fixed_bytes += name_size;
    for (size_t index = 0; index < 3; index++) {
        if (name_size == strlen(variable[index].name) && memcmp(name, variable[index].name, name_size) == 0) {
            add_piece(variable[index].kind, 0, 0);
            return;
        }
    }
    add_field(value, value_size);
    decision.fixed_bytes += value_size;
}

static void add_headers(const char *text) {
    uint64_t count = 0;
    for (const char *line = text; *line != 0; count++) line += strcspn(line, "\n") + (strchr(line, '\n') != NULL);
    add_length(count);
    for (const char *line = text; *line != 0;) {
        size_t size = strcspn(line, "\n"), name_size = strcspn(line, "\t\n");
        if (name_size == size) die("decision.headers: expected NAME, a tab and VALUE in each line");
        add_header(line, name_size, line + name_size + 1, size - name_size - 1);
        line += size + (line[size] != 0);
    }
}

void read_decision(void) {
    Buffer key = read_template("decision.key"), value = read_template("decision.value");
    Buffer headers = read_template("decision.headers");
    size_t prefix = strlen(options.prefix);
    if (strncmp(options.decisions, options.prefix, prefix) != 0) die("--decisions: expected it to begin with --prefix");
    if (key.size > 0 && key.bytes[key.size - 1] == '\n') key.size--;
    add_field(options.decisions + prefix, strlen(options.decisions) - prefix);
    add_field(key.bytes, key.size);
    if (memmem(key.bytes, key.size, sample_return, ID_SIZE) == NULL) die("decision.key: not of %s", sample_return);
    add_field(value.bytes, value.size);
    decision.fixed_bytes += key.size + value.size;
    add_headers((const char *)headers.bytes);
}

size_t append_decision(Buffer *buffer, const char *lane, int lane_size, int64_t sequence, const Request *request) {
    char digits[24], id[128];
    int digits_size = snprintf(digits, sizeof digits, "%" PRId64, sequence);
    int id_size = snprintf(id, sizeof id, "intake-%s-%s", lane, digits);
    const Piece *end = (const Piece *)(decision.pieces.bytes + decision.pieces.size);
    for (const Piece *piece = (const Piece *)decision.pieces.bytes; piece < end; piece++) {
        switch (piece->kind) {
        case BYTES: append(buffer, decision.frame.bytes + piece->start, piece->size); break;
        case RETURN_ID: append(buffer, request->return_id, ID_SIZE); break;
        case ORDER_ID: append(buffer, request->order_id, ID_SIZE); break;
        case EVENT_ID:
            append_length(buffer, (uint64_t)id_size + 1);
            append(buffer, id, (size_t)id_size);
            break;
        case LANE:
            append_length(buffer, (uint64_t)lane_size + 1);
            append(buffer, lane, (size_t)lane_size);
            break;
        case SEQUENCE:
            append_length(buffer, (uint64_t)digits_size + 1);
            append(buffer, digits, (size_t)digits_size);
            break;
        }
    }
    return decision.fixed_bytes + (size_t)(id_size + lane_size + digits_size);
}
