package io.mien.making.checkpoint;

import io.mien.making.checkpoint.PickledValue.Constant;
import io.mien.making.checkpoint.PickledValue.Dict;
import io.mien.making.checkpoint.PickledValue.Global;
import io.mien.making.checkpoint.PickledValue.Instance;
import io.mien.making.checkpoint.PickledValue.Items;
import io.mien.making.checkpoint.PickledValue.Opaque;
import io.mien.making.checkpoint.PickledValue.OtherKey;
import io.mien.making.checkpoint.PickledValue.Real;
import io.mien.making.checkpoint.PickledValue.Text;
import io.mien.making.checkpoint.PickledValue.Tuple;
import io.mien.making.checkpoint.PickledValue.Whole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python's pickles (protocols 0 to 5, as described in the standard library's {@code pickletools}) as data instead of
 * interpreting them: it looks nothing up, imports nothing and calls nothing. What {@link GlobalRole} knows becomes tensors and
 * dicts, everything else a name with attributes; names that would run programs are refused where they are mentioned, called or
 * not.
 *
 * <p>One object reads one or more pickles in a row; each has a memo of its own.
 */
final class Unpickler {
    private final PickleInput in;
    private final GlobalRole.Scope scope;
    private final PersistentStorages storages;
    private final PickleStack stack;
    private final Map<Long, PickledValue> memo = new HashMap<>();

    /** Finds the storage that a tensor's persistent id names. */
    @FunctionalInterface
    interface PersistentStorages {
        /**
         * Finds it.
         *
         * @param key within the file
         * @param type of its elements
         * @param elements how many the pickle says it has
         * @throws RefusedException if there is none or it is smaller
         */
        Storage find(String key, TensorElementType type, long elements);
    }

    Unpickler(PickleInput in, GlobalRole.Scope scope, PersistentStorages storages) {
        this.in = in;
        this.scope = scope;
        this.storages = storages;
        this.stack = new PickleStack(in);
    }

    /** Reads one pickle, to its end. */
    PickledValue load() {
        stack.clear();
        memo.clear();
        while (true) {
            int code = in.unsignedByte();
            if (code == '.') {
                PickledValue result = stack.pop();
                stack.requireEmpty();
                return result;
            }
            step(code);
        }
    }

    private void step(int code) {
        Optional<PickleOpcode> opcode = PickleOpcode.of(code);
        if (opcode.isEmpty()) {
            throw in.refused(String.format("unknown opcode 0x%02x", code));
        }
        switch (opcode.get()) {
            case PROTO -> requireProtocol(in.unsignedByte());
            case FRAME -> in.signedLong(); // only says how much to read ahead
            case MARK -> stack.mark();
            case POP -> stack.discard();
            case POP_MARK -> stack.popToMark();
            case DUP -> stack.push(stack.top());

            case NONE -> stack.push(Constant.NONE);
            case NEWTRUE -> stack.push(Constant.TRUE);
            case NEWFALSE -> stack.push(Constant.FALSE);
            case INT -> stack.push(PickleNumbers.decimalOrBoolean(in.line()));
            case LONG -> stack.push(PickleNumbers.decimalWithSuffix(in.line()));
            case BININT -> stack.push(new Whole(in.signedInt()));
            case BININT1 -> stack.push(new Whole(in.unsignedByte()));
            case BININT2 -> stack.push(new Whole(in.unsignedShort()));
            case LONG1 -> stack.push(PickleNumbers.whole(in.bytes(in.unsignedByte())));
            case LONG4 -> stack.push(PickleNumbers.whole(in.bytes(in.signedInt())));
            case FLOAT -> stack.push(new Real(PickleNumbers.real(in.line())));
            case BINFLOAT -> stack.push(new Real(in.bigEndianDouble()));

            case UNICODE -> stack.push(new Text(in.line()));
            case SHORT_BINUNICODE -> stack.push(text(in.unsignedByte()));
            case BINUNICODE -> stack.push(text(in.unsignedInt()));
            case BINUNICODE8 -> stack.push(text(in.signedLong()));
            // Python 2's strings: names in old files, bytes of arrays too.
            case SHORT_BINSTRING -> stack.push(new Text(in.text(in.unsignedByte(), StandardCharsets.ISO_8859_1)));
            case BINSTRING -> stack.push(new Text(in.text(in.signedInt(), StandardCharsets.ISO_8859_1)));
            case SHORT_BINBYTES -> pushBytes(in.unsignedByte());
            case BINBYTES -> pushBytes(in.unsignedInt());
            case BINBYTES8, BYTEARRAY8 -> pushBytes(in.signedLong());

            case EMPTY_TUPLE -> stack.push(Tuple.EMPTY);
            case TUPLE -> stack.push(new Tuple(stack.popToMark()));
            case TUPLE1 -> stack.push(new Tuple(stack.pop(1)));
            case TUPLE2 -> stack.push(new Tuple(stack.pop(2)));
            case TUPLE3 -> stack.push(new Tuple(stack.pop(3)));
            case EMPTY_LIST, EMPTY_SET -> stack.push(new Items());
            case LIST -> stack.push(new Items(new ArrayList<>(stack.popToMark())));
            case FROZENSET -> stack.push(new Items(stack.popToMark()));
            case APPEND -> append(stack.pop(1));
            case APPENDS, ADDITEMS -> append(stack.popToMark());
            case EMPTY_DICT -> stack.push(new Dict());
            case DICT -> pushDict(stack.popToMark());
            case SETITEM -> setItems(stack.pop(2));
            case SETITEMS -> setItems(stack.popToMark());

            case PUT -> memo.put(memoKey(in.line()), stack.top());
            case BINPUT -> memo.put((long) in.unsignedByte(), stack.top());
            case LONG_BINPUT -> memo.put(in.unsignedInt(), stack.top());
            case MEMOIZE -> memo.put((long) memo.size(), stack.top());
            case GET -> stack.push(remembered(memoKey(in.line())));
            case BINGET -> stack.push(remembered(in.unsignedByte()));
            case LONG_BINGET -> stack.push(remembered(in.unsignedInt()));

            case GLOBAL -> stack.push(global(in.line(), in.line()));
            case STACK_GLOBAL -> {
                String name = popText("a global's name");
                stack.push(global(popText("a global's module"), name));
            }
            case REDUCE -> {
                PickledValue arguments = stack.pop();
                stack.push(call(stack.pop(), arguments));
            }
            case NEWOBJ -> {
                PickledValue arguments = stack.pop();
                stack.push(instantiate(stack.pop(), arguments));
            }
            case NEWOBJ_EX -> {
                PickledValue named = stack.pop();
                PickledValue arguments = stack.pop();
                PickledValue made = instantiate(stack.pop(), arguments);
                if (made instanceof Instance instance) {
                    instance.parts().items().add(named);
                }
                stack.push(made);
            }
            case BUILD -> build(stack.pop());
            case BINPERSID -> stack.push(storage(stack.pop()));
            case INST, OBJ, PERSID, EXT1, EXT2, EXT4, NEXT_BUFFER, READONLY_BUFFER, STRING ->
                throw in.refused("opcode " + opcode.get() + " is not allowed (torch.save does not write it)");
        }
    }

    private void requireProtocol(int protocol) {
        if (protocol > 5) {
            throw in.refused("pickle protocol " + protocol + " (expected: at most 5)");
        }
    }

    private PickledValue global(String module, String name) {
        Optional<GlobalRole> role = GlobalRole.of(module, name, scope);
        if (role.isEmpty()) {
            throw in.refused("global " + PickleNumbers.abbreviated(module + "." + name)
                    + " is not allowed: it runs programs, which no weights need (nothing was executed; do not trust the"
                    + " file)");
        }
        return new Global(module + "." + name, role.get());
    }

    private PickledValue call(PickledValue callable, PickledValue arguments) {
        if (callable instanceof Instance made) {
            return instance(made, arguments);
        }
        if (!(callable instanceof Global global)) {
            throw in.refused("REDUCE calls " + Rebuilding.describe(callable) + " (expected: an allowed global)");
        }
        List<PickledValue> given = tuple(arguments, "arguments of " + global.name());
        try {
            return switch (global.role()) {
                case ORDERED_DICT -> dictOf(given);
                case DEFAULT_DICT -> new Dict();
                case SET, OPAQUE -> new Opaque(global.name());
                case SIZE, AS_FIRST_ARGUMENT -> first(given);
                case REBUILD_TENSOR -> Rebuilding.tensor(given);
                case REBUILD_PARAMETER -> Rebuilding.parameter(given);
                case REBUILD_FROM_TYPE -> rebuiltFromType(given);
                case INERT -> instance(global, given);
                case STORAGE, CLASS ->
                    throw new RefusedException(
                            "REDUCE calls " + global.name() + ", which is not allowed (expected: no call of a class)");
            };
        } catch (RefusedException e) {
            throw refused(e);
        }
    }

    /** {@code _rebuild_from_type_v2(function, type, arguments, attributes)}: tensors of a subclass, or with attributes. */
    private PickledValue rebuiltFromType(List<PickledValue> given) {
        if (given.size() < 3
                || !(given.get(0) instanceof Global function)
                || function.role() == GlobalRole.REBUILD_FROM_TYPE) {
            throw new RefusedException("a tensor of a type without the call that rebuilds it");
        }
        return call(function, given.get(2));
    }

    private PickledValue storage(PickledValue persistentId) {
        try {
            return Rebuilding.storage(persistentId, storages);
        } catch (RefusedException e) {
            throw refused(e);
        }
    }

    private RefusedException refused(RefusedException cause) {
        RefusedException refusal = in.refused(String.valueOf(cause.getMessage()));
        refusal.initCause(cause);
        return refusal;
    }

    private PickledValue instantiate(PickledValue type, PickledValue arguments) {
        if (type instanceof Instance made) {
            return instance(made, arguments);
        }
        if (!(type instanceof Global global)
                || (global.role() != GlobalRole.CLASS && global.role() != GlobalRole.INERT)) {
            throw in.refused("NEWOBJ of " + Rebuilding.describe(type) + " is not allowed (expected: a class)");
        }
        return instance(global, tuple(arguments, "arguments of " + global.name()));
    }

    /** Of what another call gave: a class within a class, or one with some of its arguments. As inert as that is. */
    private Instance instance(Instance made, PickledValue arguments) {
        List<PickledValue> given = tuple(arguments, "arguments of " + made.className());
        stack.charge(given.size());
        return new Instance(made.className(), given);
    }

    private Instance instance(Global type, List<PickledValue> arguments) {
        stack.charge(arguments.size());
        return new Instance(type.name(), arguments);
    }

    private void build(PickledValue state) {
        PickledValue object = stack.top();
        if (object instanceof Instance instance && state instanceof Dict attributes) {
            stack.charge(attributes.entries().size());
            instance.attributes().entries().putAll(attributes.entries());
        } else if (object instanceof Instance instance) {
            stack.charge(1);
            instance.parts().items().add(state);
        } else if (!(object instanceof Dict && state instanceof Dict) // an OrderedDict's _metadata
                && !(object instanceof Opaque)) {
            throw in.refused("BUILD of " + Rebuilding.describe(object) + " is not allowed");
        }
    }

    private Dict dictOf(List<PickledValue> arguments) {
        Dict dict = new Dict();
        if (arguments.isEmpty()) {
            return dict;
        }
        if (arguments.size() > 1 || !(arguments.get(0) instanceof Items pairs)) {
            throw new RefusedException("OrderedDict of something else than a list of pairs");
        }
        stack.charge(pairs.items().size());
        for (PickledValue pair : pairs.items()) {
            List<PickledValue> keyAndValue = pair instanceof Items items ? items.items() : tuple(pair, "a pair");
            if (keyAndValue.size() != 2) {
                throw new RefusedException("OrderedDict of something else than a list of pairs");
            }
            put(dict, keyAndValue.get(0), keyAndValue.get(1));
        }
        return dict;
    }

    private static PickledValue first(List<PickledValue> arguments) {
        if (arguments.isEmpty()) {
            throw new RefusedException("a call without arguments (expected: one)");
        }
        return arguments.get(0);
    }

    private void pushDict(List<PickledValue> items) {
        stack.push(new Dict());
        setItems(items);
    }

    private void setItems(List<PickledValue> items) {
        @Nullable Dict dict = dictOnTop();
        if (dict == null || items.size() % 2 != 0) {
            throw in.refused("SETITEMS on " + Rebuilding.describe(stack.top()) + " with " + items.size()
                    + " values (expected: a dict, keys and values)");
        }
        for (int i = 0; i < items.size(); i += 2) {
            put(dict, items.get(i), items.get(i + 1));
        }
    }

    private @Nullable Dict dictOnTop() {
        PickledValue top = stack.top();
        return top instanceof Dict dict ? dict : top instanceof Instance instance ? instance.entries() : null;
    }

    private static void put(Dict dict, PickledValue key, PickledValue value) {
        boolean simple = key instanceof Text || key instanceof Whole || key instanceof Real || key instanceof Constant;
        dict.entries().put(simple ? key : new OtherKey(key), value);
    }

    private void append(List<PickledValue> items) {
        PickledValue top = stack.top();
        if (top instanceof Items list) {
            list.items().addAll(items);
        } else if (top instanceof Instance instance) {
            instance.parts().items().addAll(items);
        } else if (!(top instanceof Opaque)) { // of a set, nothing is kept
            throw in.refused("APPENDS on " + Rebuilding.describe(top) + " (expected: a list)");
        }
    }

    private Text text(long length) {
        return new Text(in.text(length, StandardCharsets.UTF_8));
    }

    private void pushBytes(long length) {
        in.skip(length);
        stack.push(new Opaque("bytes"));
    }

    private long memoKey(String digits) {
        return PickleNumbers.decimal(digits).value();
    }

    private PickledValue remembered(long key) {
        PickledValue value = memo.get(key);
        if (value == null) {
            throw in.refused("memo " + key + " is read and was never written");
        }
        return value;
    }

    private String popText(String what) {
        if (stack.pop() instanceof Text text) {
            return text.value();
        }
        throw in.refused(what + " is no text");
    }

    private List<PickledValue> tuple(PickledValue value, String what) {
        if (value instanceof Tuple tuple) {
            return tuple.items();
        }
        throw in.refused(what + ": " + Rebuilding.describe(value) + " (expected: a tuple)");
    }
}
