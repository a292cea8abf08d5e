package io.mien.dashboard.webhooks;

import java.time.Instant;

/**
 * What is to be sent, its text made once, so that each attempt sends the same.
 *
 * @param id of the event; the receiver recognises a repetition by it
 * @param order messages of one of these go out one after another: the alert's id
 * @param madeAt when the event happened, by the clock of this machine
 */
record Message(String id, String order, Instant madeAt, String body) {}
