extension JSONRecord {
    /// A whole root object as the parts in which a stream would have given it out: its members in file order, the
    /// arrays named in `streaming` element by element, then the end.
    package func parts(streaming: Set<String>) -> [JSONRecord] {
        var parts: [JSONRecord] = []
        for (name, value) in self.value.members {
            guard streaming.contains(name), value.kind == .array else {
                parts.append(part(.member(name), value))
                continue
            }
            for (position, element) in value.elements.enumerated() {
                parts.append(part(.element(of: name, position), element))
            }
        }
        parts.append(part(.end, .null))
        return parts
    }

    private func part(_ place: Place, _ value: JSON) -> JSONRecord {
        JSONRecord(place: place, index: index, offset: offset, value: value, isComplete: true)
    }
}
