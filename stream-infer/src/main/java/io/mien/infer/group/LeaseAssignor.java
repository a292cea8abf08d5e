package io.mien.infer.group;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;

/**
 * Agrees with the other members on who holds the group, and assigns no partition to anybody. The brokers wait for all
 * members that are alive before they let one of them decide, so there is one answer for all. Public because Kafka's client
 * makes it.
 */
public final class LeaseAssignor implements ConsumerPartitionAssignor, Configurable {
    private LeaseClaim claim = new LeaseClaim("");

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(LeaseClaim.SETTING) instanceof LeaseClaim given) {
            claim = given;
        }
    }

    @Override
    public String name() {
        return "mien-lease";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return claim.own().encode();
    }

    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription subscriptions) {
        Map<String, LeaseHolder> members = new TreeMap<>();
        subscriptions
                .groupSubscription()
                .forEach((member, subscription) -> members.put(member, LeaseHolder.decode(subscription.userData())));
        LeaseHolder holder = holder(members);
        Map<String, Assignment> answers = new HashMap<>();
        members.keySet().forEach(member -> answers.put(member, new Assignment(List.of(), holder.encode())));
        return new GroupAssignment(answers);
    }

    /** The member that took the group before under the id that it still has; else the first. */
    static LeaseHolder holder(Map<String, LeaseHolder> members) {
        Map<String, LeaseHolder> sorted = new TreeMap<>(members);
        String holding = sorted.entrySet().stream()
                .filter(member -> member.getValue().memberId().equals(member.getKey()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> sorted.keySet().iterator().next());
        LeaseHolder chosen = sorted.getOrDefault(holding, LeaseHolder.decode(null));
        return new LeaseHolder(holding, chosen.description());
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
        claim.answer(LeaseHolder.decode(assignment.userData()), metadata.memberId());
    }
}
