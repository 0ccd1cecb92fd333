/* The transaction of a batch. */
#pragma once

/* Reads the rows of the sample, connects and prepares the statements. */
void open_store(void);

/* The parameters of the compare-and-set, one element for each lane of the batch, in order. */
void describe_lanes(void);

/* The first half of the transaction, whose answers decide whether there is a second one. */
void send_question(void);

/* The second half of the transaction, made while the server looks at the first. */
void make_rows(void);

/* Nobody else has moved the lanes, and all orders are known. */
void receive_answer(void);

/* Sends the second half of the transaction. */
void send_rows(void);

/* The batch is with the server; the next one may be taken. */
void hand_over(void);

/* Waits until the batch that was sent is committed. */
void finish_batch(void);
