package io.mien.models;

/** A device was asked for that this process does not have; trying again does not help. */
public final class UnavailableDeviceException extends ModelException {
    private static final long serialVersionUID = 1L;

    public UnavailableDeviceException(String message) {
        super(message);
    }
}
