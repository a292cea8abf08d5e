package io.mien.dashboard.history;

/**
 * That a live feed came into another state.
 *
 * @param at when, milliseconds since 1970
 * @param state as the feed's process names it
 * @param sentence why; empty if there is nothing to say
 */
record FeedChange(long at, String state, String sentence) {}
