package io.mien.faces.mesh;

/** The part of the head that a vertex belongs to. The order is the order in {@link FaceKit}'s arrays. */
public enum FacePart {
    /** Face, ears and front of the neck. */
    SKIN,
    /** Back of the head and of the neck. */
    HEAD,
    MOUTH_SOCKET,
    GUMS_AND_TONGUE,
    TEETH,
    /** The subject's left eyeball, which is on the right of a picture. */
    LEFT_EYE,
    RIGHT_EYE
}
