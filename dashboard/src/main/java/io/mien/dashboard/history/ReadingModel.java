package io.mien.dashboard.history;

/** The model of held readings. */
public record ReadingModel(String name, String version, String digest) {}
