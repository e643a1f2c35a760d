internal import FoundationEssentials
internal import GRDB

/// A value whose coding keys are the columns of a table.
protocol TableValue: Codable {
    static var table: String { get }
}

/// Lets GRDB fetch and save a value of this module without the value's type naming GRDB, which nobody else imports.
struct Stored<Value: TableValue>: Codable, FetchableRecord, PersistableRecord {
    static var databaseTableName: String { Value.table }

    let value: Value

    init(_ value: Value) { self.value = value }
    init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

    static func databaseJSONEncoder(for column: String) -> JSONEncoder { ColumnJSON.encoder }
    static func databaseJSONDecoder(for column: String) -> JSONDecoder { ColumnJSON.decoder }
}

extension TableValue {
    /// A request for every row of the table.
    static func all() -> QueryInterfaceRequest<Stored<Self>> { Stored<Self>.all() }

    /// A request for the rows that fulfil a condition, whose statement a connection compiles only once: for what is asked
    /// for every file and every session.
    ///
    /// - Parameters:
    ///   - condition: in SQL, with a question mark for each value.
    ///   - values: texts to compare with.
    static func rows(where condition: String, _ values: String...) -> SQLRequest<Stored<Self>> {
        SQLRequest(
            sql: "SELECT * FROM \(table) WHERE \(condition)",
            arguments: StatementArguments(values),
            cached: true
        )
    }

    /// Inserts the row, or replaces the one with the same primary key. (GRDB's own `upsert` asks for the row id, which tables
    /// without one do not have.)
    func upsert(_ db: Database) throws { try Stored(self).insert(db, onConflict: .replace) }

    /// Inserts the row.
    func insert(_ db: Database) throws { try Stored(self).insert(db) }
}

extension FetchRequest {
    /// The values of the rows.
    func fetchValues<Value: TableValue>(_ db: Database) throws -> [Value] where RowDecoder == Stored<Value> {
        try fetchAll(db).map(\.value)
    }

    /// The value of the first row; nil if there is none.
    func fetchValue<Value: TableValue>(_ db: Database) throws -> Value? where RowDecoder == Stored<Value> {
        try fetchOne(db)?.value
    }
}

/// JSON in columns: members sorted by name, so that equal values are equal texts.
enum ColumnJSON {
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
    static var decoder: JSONDecoder { JSONDecoder() }

    /// A value as JSON.
    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Reads a value from JSON.
    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try decoder.decode(type, from: Data(text.utf8))
    }
}
