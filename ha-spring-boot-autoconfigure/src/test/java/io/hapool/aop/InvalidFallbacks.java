package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import org.jspecify.annotations.Nullable;

/**
 * Beans whose fallbacks cannot answer, each for one reason.
 */
final class InvalidFallbacks {

	private InvalidFallbacks() {
	}

	static class Invoice {

	}

	static class WrongName {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnwon")
		public Invoice find(String id, @Leased @Nullable URI endpoint) {
			return new Invoice();
		}

		private Invoice lastKnown(String id) {
			return new Invoice();
		}

	}

	static class Itself {

		@HighlyAvailable(pool = "billing", fallbackMethod = "find")
		public Map<String, List<Invoice>> find(String[] ids) {
			return Map.of();
		}

	}

	static class WrongParameters {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public Invoice find(String id, @Leased @Nullable URI endpoint) {
			return new Invoice();
		}

		private Invoice lastKnown(Long id) {
			return new Invoice();
		}

		private Invoice lastKnown(Exception failure, String id) {
			return new Invoice();
		}

	}

	static class WrongGenerics {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public void save(List<Invoice> invoices) {
		}

		private void lastKnown(List<String> ids) {
		}

	}

	static class WrongReturnType {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public Invoice find(String id) {
			return new Invoice();
		}

		private String lastKnown(String id) {
			return id;
		}

	}

	static class WrongElementType {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public List<Invoice> find() {
			return List.of();
		}

		private List<String> lastKnown() {
			return List.of();
		}

	}

	static class ReturnsNothing {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public int count() {
			return 1;
		}

		private void lastKnown() {
		}

	}

	static class ReturnsTooMuch {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public void send() {
		}

		private int lastKnown() {
			return 1;
		}

	}

	static class EquallySpecific {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public Invoice find(String id) {
			return new Invoice();
		}

		private Invoice lastKnown(String id) {
			return new Invoice();
		}

		private Invoice lastKnown(String id, Exception failure) {
			return new Invoice();
		}

	}

	static class EquallySpecificByLeased {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public Invoice find(String id, @Leased @Nullable URI endpoint) {
			return new Invoice();
		}

		private Invoice lastKnown(String id, IOException failure) {
			return new Invoice();
		}

		private Invoice lastKnown(String id, URI endpoint, IOException failure) {
			return new Invoice();
		}

	}

	static class OtherBean {

		@HighlyAvailable(pool = "billing", fallbackMethod = "@store.read")
		public Invoice find(String id, @Leased @Nullable URI endpoint) {
			return new Invoice();
		}

	}

	static class ItselfAsABean {

		@HighlyAvailable(pool = "billing", fallbackMethod = "@bean.find")
		public Invoice find(String id) {
			return new Invoice();
		}

	}

	static class NoMethod {

		@HighlyAvailable(pool = "billing", fallbackMethod = "@store")
		public Invoice find(String id) {
			return new Invoice();
		}

	}

	static class WrongStore {

	}

	static class PrivateStore {

		private Invoice read(String id) {
			return new Invoice();
		}

	}

	static class FinalStore {

		public final Invoice read(String id) {
			return new Invoice();
		}

	}

}
