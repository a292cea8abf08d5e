package io.mien.dashboard.history;

/** The model of held readings. */
public record HeldModel(String name, String version, String digest) {}
