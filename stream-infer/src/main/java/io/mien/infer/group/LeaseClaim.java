package io.mien.infer.group;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one member knows of who holds the group. Its assignor writes it, in the thread that polls; others may read it. */
final class LeaseClaim {
    /** The setting that hands a claim to the assignor that Kafka's client makes. */
    static final String SETTING = "mien.lease.claim";

    private final String description;
    private volatile String heldAs = "";
    private volatile @Nullable LeaseHolder other;

    /**
     * @param description of this process
     */
    LeaseClaim(String description) {
        this.description = description;
    }

    LeaseHolder own() {
        return new LeaseHolder(heldAs, description);
    }

    /** Takes what the group has agreed on. */
    void answer(LeaseHolder holder, String memberId) {
        if (holder.memberId().equals(memberId)) {
            heldAs = memberId;
        } else {
            other = holder;
        }
    }

    boolean isHeld() {
        return !heldAs.isEmpty() && other == null;
    }

    /** Who holds the group, if that is somebody else. */
    Optional<LeaseHolder> other() {
        return Optional.ofNullable(other);
    }
}
