// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A session whose statements cannot be closed.
 */
class SessionTests {

	@Test
	void whenAStatementCannotBeClosedThenTheConnectionIs() throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
		Session session = new Session(withStubbornStatements(connection));
		session.prepare("SELECT 1");
		assertThatExceptionOfType(SQLException.class).isThrownBy(session::close).withMessage("not closed");
		assertThat(connection.isClosed()).isTrue();
	}

	@Test
	void whenClearedInVainThenTheStatementsAreGivenUpAllTheSame() throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
			Session session = new Session(withStubbornStatements(connection));
			PreparedStatement first = session.prepare("SELECT 1");
			session.prepare("SELECT 2");
			assertThatExceptionOfType(SQLException.class).isThrownBy(session::clear)
				.satisfies((failure) -> assertThat(failure.getSuppressed()).hasSize(1));
			session.clear();
			assertThat(session.prepare("SELECT 1")).isNotSameAs(first);
		}
	}

	private static Connection withStubbornStatements(Connection connection) {
		return proxy(Connection.class, connection);
	}

	private static <T> T proxy(Class<T> type, T target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				if (type == PreparedStatement.class && method.getName().equals("close")) {
					throw new SQLException("not closed");
				}
				try {
					Object result = method.invoke(target, arguments);
					return (result instanceof PreparedStatement statement) ? proxy(PreparedStatement.class, statement)
							: result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}));
	}

}
