package io.mien.faces.mesh;

import java.util.Optional;

/**
 * Says which part of the head each vertex of ICT-FaceKit's mesh belongs to. All files of the kit share this order,
 * which was read off its neutral mesh.
 */
final class KitTopology {
    static final int VERTICES = 26_719;

    private static final int[] FIRST = {0, 9409, 11248, 13294, 14062, 17039, 21451, 22221, 23021, 23791, 24591};
    private static final FacePart[] PARTS = {
        FacePart.SKIN,
        FacePart.HEAD,
        FacePart.MOUTH_SOCKET,
        null, // eye sockets, behind the eyeballs
        FacePart.GUMS_AND_TONGUE,
        FacePart.TEETH,
        null, // the left cornea, which is transparent
        FacePart.LEFT_EYE,
        null,
        FacePart.RIGHT_EYE,
        null // tears, blends and lashes: transparent, or too fine to be seen
    };

    private KitTopology() {}

    /** What a vertex belongs to; empty if it is not drawn. */
    static Optional<FacePart> part(int vertex) {
        int range = FIRST.length - 1;
        while (FIRST[range] > vertex) {
            range--;
        }
        return Optional.ofNullable(PARTS[range]);
    }
}
