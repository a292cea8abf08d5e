package io.mien.models;

/** The user asked for a device that this process does not have; trying again does not help. */
public final class UnavailableDeviceException extends ModelException {
    private static final long serialVersionUID = 1L;

    public UnavailableDeviceException(String message) {
        super(message);
    }
}
